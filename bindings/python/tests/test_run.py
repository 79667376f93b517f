"""How calls are run: threads, progress, stopping, and the interpreter lock."""

from __future__ import annotations

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from small_book import AS_OF, DEALS, EVENTS, big_book

import sandan


def test_progress_goes_from_start_to_end(process: sandan.Process) -> None:
    shares: list[float] = []
    process.history(**big_book(), as_of=AS_OF, progress=shares.append)
    assert shares
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


def test_progress_may_return_anything(process: sandan.Process) -> None:
    history = process.history(**big_book(), as_of=AS_OF, progress=lambda share: True)
    assert len(history.outcomes(progress=lambda share: "go on")) == 1


def test_raising_stops_and_raises_the_same(process: sandan.Process) -> None:
    mine = KeyError("enough")

    def stop(share: float) -> None:
        raise mine

    with pytest.raises(KeyError) as caught:
        process.history(**big_book(), as_of=AS_OF, progress=stop)
    assert caught.value is mine
    # Nothing is left behind: the next call goes through.
    assert process.history(opportunities=DEALS, stage_events=EVENTS, as_of=AS_OF)


def test_keyboard_interrupt_in_progress(process: sandan.Process) -> None:
    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        process.history(**big_book(), as_of=AS_OF, progress=stop)


def test_ctrl_c_stops_a_call_without_progress(process: sandan.Process) -> None:
    book = big_book()
    start = time.perf_counter()
    process.history(**book, as_of=AS_OF)
    duration = time.perf_counter() - start
    previous = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        for share in (0.5, 0.3, 0.7, 0.4, 0.6):  # in case a signal comes before or after the call
            signal.setitimer(signal.ITIMER_REAL, duration * share)
            with pytest.raises(KeyboardInterrupt) as caught:  # noqa: PT012
                while True:
                    process.history(**book, as_of=AS_OF)
            if any(entry.name == "_on_progress" for entry in caught.traceback):
                return  # raised in the midst of the call
        pytest.fail("no signal was noticed during a call")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def test_progress_may_call_sandan(process: sandan.Process, history: sandan.History) -> None:
    seen: list[int] = []

    def ask(share: float) -> None:
        if not seen:
            with pytest.raises(ZeroDivisionError):
                process.history(**big_book(), as_of=AS_OF, progress=lambda share: 1 // 0)
            seen.append(len(history.state()))

    process.history(**big_book(), as_of=AS_OF, progress=ask)
    assert seen == [5]


def test_progress_comes_on_the_thread_of_the_caller(process: sandan.Process) -> None:
    threads: set[threading.Thread] = set()

    def note(share: float) -> None:
        threads.add(threading.current_thread())

    with ThreadPoolExecutor(1) as pool:
        pool.submit(
            lambda: process.history(**big_book(), as_of=AS_OF, threads=2, progress=note)
        ).result()
        (caller,) = pool._threads
    assert threads == {caller}


def test_other_threads_go_on_during_a_call(process: sandan.Process) -> None:
    """The interpreter lock is free while the library works."""
    book = big_book(400_000)
    turns: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            turns.append(time.perf_counter())
            time.sleep(0.001)

    ticking = threading.Thread(target=tick)
    ticking.start()
    try:
        longest_call, begin, end = 0.0, 0.0, 0.0
        for _ in range(3):
            start = time.perf_counter()
            process.history(**book, as_of=AS_OF)
            stop = time.perf_counter()
            if stop - start > longest_call:
                longest_call, begin, end = stop - start, start, stop
    finally:
        done.set()
        ticking.join()
    during = [turn for turn in turns if begin < turn < end]
    # Were the lock held there would be none, but for those at the edges.
    assert len(during) > longest_call / 0.02, (len(during), longest_call)


def test_one_history_serves_many_threads(history: sandan.History) -> None:
    def work(turn: int) -> str:
        return history.funnel(by="team_id").to_json() + history.state().to_json()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(work, range(200)))) == 1


def test_threads_change_no_byte(big_history: sandan.History) -> None:
    month = sandan.period("month", "created_on")
    texts = {
        big_history.funnel(by=["team", month], rollup=True, threads=threads).to_json()
        for threads in (1, 2, 3)
    }
    assert len(texts) == 1

"""What the benchmark of decision maps runs: each line is a workload, a method of sandan and one of
a peer, or none.

`peer` is a file of peers/. `runs` are the warm runs of sandan and of the peer in a process, `pairs`
at most so many pairs of processes. Aims are printed by results_org.py, never enforced.
"""

QUICK_PAIRS = 1
SIZES = (10, 30, 60)
BOOK, LITTLE = "maps_book", "maps_little"


def line(workload, method, peer=None, peer_method=None, **changes):
    told = {"workload": workload, "method": method, "peer": peer, "peer_method": peer_method}
    return told | {"runs": [20, 3], "pairs": 5} | changes


def beside_peers(workload, **changes):
    for peer in ("networkx_maps", "igraph_maps"):
        for answers in ("five", "all"):
            yield line(workload, answers, peer, answers, **changes)


def lines(is_quick):
    book = LITTLE if is_quick else BOOK
    for size in SIZES:
        yield line(f"maps_{size}", "steps", "rustworkx_maps", "parts")
        yield from beside_peers(f"maps_{size}")
    yield from beside_peers(book, runs=[3, 3], pairs=3)
    yield line(book, "book", runs=[5, 0], pairs=3)
    yield line("maps_one", "one", runs=[5, 0], pairs=3)

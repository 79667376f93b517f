"""The rules section of the page of results, made of what bench/run --rules recorded."""

import statistics
from pathlib import Path

from results import with_section
from rules.programs import nanoseconds

HEADING = "# Rules\n"

# What this job aims at: how many times slower a peer is at least; printed, never enforced.
AIMS = {"numpy": 10, "duckdb": 50, "zen": 5_000}
HAND_LOOP_AIM = 1.5
NULLS_AIM = 1.5
COMPILERS_AIM = 1.3
LARGE_ROWS_AIM = 3_000_000
RECORD_AIM = 300

JOBS = {
    "table": "12 rules × 11 inputs",
    "card": "card, 20 criteria, 3 reasons",
    "large": "3,700 rules × 11 inputs",
}


def in_rows(measured):
    return f"{measured['rows']:,}"


def label(name, unknowns="keep"):
    job, _, texts, nulls = name.split("_")
    kind = {"no": "", "nulls": ", 10 % nulls"}[nulls]
    if nulls == "nulls":
        kind += " kept unknown" if unknowns == "keep" else " as no"
    return f"{JOBS[job]}, {texts}{kind}"


def median_ns(pairs, side):
    return statistics.median(nanoseconds(pair[side]) for pair in pairs)


def ratio_text(values):
    digits = 2 if statistics.median(values) < 10 else 0 if statistics.median(values) > 100 else 1

    def number(value):
        return f"{value:,.{digits}f}"

    return f"**{number(statistics.median(values))}×** ({number(min(values))}–{number(max(values))})"


def peer_lines(lines):
    yield "| workload | call | rows | sandan, ns a row | peer | its rows | ns a row | ratio | aim |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for line in lines:
        ratios = [nanoseconds(theirs) / nanoseconds(ours) for ours, theirs in line["pairs"]]
        ours, theirs = line["pairs"][0]
        aim = AIMS.get(line["peer"])
        yield (
            f"| {label(line['workload'], line['unknowns'])} | {line['how']} | {in_rows(ours)} "
            f"| {median_ns(line['pairs'], 0):,.2f} | {line['peer']} | {in_rows(theirs)} "
            f"| {median_ns(line['pairs'], 1):,.1f} | {ratio_text(ratios)} "
            f"| {f'≥ {aim:,}×' if aim else ''} |"
        )


def hand_lines(lines):
    yield (
        "| records | call | sandan, ns a row | hand loop, ns a row | sandan / loop | aim "
        "| loop, GB/s | read figure, GB/s | share |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for line in lines:
        pairs = line["pairs"]
        ratios = [nanoseconds(ours) / nanoseconds(hand) for ours, hand in pairs]
        speed = statistics.median(hand["bytes_a_row"] / nanoseconds(hand) for _, hand in pairs)
        read = statistics.median(hand["read_gb_s"] for _, hand in pairs)
        yield (
            f"| {in_rows(pairs[0][0])} | {line['how']} | {median_ns(pairs, 0):.2f} "
            f"| {median_ns(pairs, 1):.2f} | {ratio_text(ratios)} | ≤ {HAND_LOOP_AIM}× "
            f"| {speed:.1f} | {read:.1f} | {speed / read:.0%} |"
        )


def null_lines(nulls):
    yield "| workload | without, ns a row | 10 % nulls kept unknown, ns a row | ratio | aim |"
    yield "|---|---|---|---|---|"
    for name, pairs in nulls.items():
        ratios = [nanoseconds(some) / nanoseconds(none) for none, some in pairs]
        yield (
            f"| {label(name + '_no')} | {median_ns(pairs, 0):.2f} | {median_ns(pairs, 1):.2f} "
            f"| {ratio_text(ratios)} | ≤ {NULLS_AIM}× |"
        )


def record_lines(records):
    yield "| record | p50, ns | p99, ns | of that the clock, ns | mean without it, ns | aim |"
    yield "|---|---|---|---|---|---|"
    for name, told in records.items():
        job = name.split("_")[0]
        yield (
            f"| {JOBS[job]} | {told['p50_ns']:.0f} | {told['p99_ns']:.0f} | {told['clock_ns']:.0f} "
            f"| {told['real_time']:.0f} | {f'p50 < {RECORD_AIM}' if job == 'table' else ''} |"
        )


def kernel_lines(kernels):
    plain = kernels["plain"]
    yield "| instructions | ns a row | against plain |"
    yield "|---|---|---|"
    for name, time in kernels.items():
        yield f"| {name} | {time:.2f} | {plain / time:.1f}× |"


def compiler_lines(compilers):
    yield f"| workload | gcc, ns a row | {compilers['second']}, ns a row | slower / faster | aim |"
    yield "|---|---|---|---|---|"
    for name in compilers["pairs"][0][0]:
        gcc, other = (
            statistics.median(pair[side][name] for pair in compilers["pairs"]) for side in (0, 1)
        )
        ratios = [
            max(first[name], second[name]) / min(first[name], second[name])
            for first, second in compilers["pairs"]
        ]
        yield (
            f"| {label(name.split('/')[0])} | {gcc:.2f} | {other:.2f} "
            f"| {ratio_text(ratios)} | ≤ {COMPILERS_AIM}× |"
        )


def large_text(lines):
    """Records a second through 3,700 rules."""
    pairs = next((line["pairs"] for line in lines if line["workload"].startswith("large")), None)
    if pairs is None:
        return ""
    return f"{1e9 / median_ns(pairs, 0) / 1e6:.1f} million"


def rules_section(recorded):
    page = (Path(__file__).parent / "results_template_rules.md").read_text(encoding="utf-8")
    versions = {}
    for line in [*recorded["lines"], *recorded["hand"]]:
        for measured in line["pairs"][0]:
            versions[measured["program"]] = measured["version"]
    missing = "Not measured in this run."
    return page.format(
        **recorded["machine"],
        command=recorded["command"],
        pairs=recorded["pairs"],
        versions=", ".join(f"{name} {version}" for name, version in versions.items()),
        peers="\n".join(peer_lines(recorded["lines"])),
        hand="\n".join(hand_lines(recorded["hand"])) if recorded["hand"] else missing,
        nulls="\n".join(null_lines(recorded["nulls"])),
        large=large_text(recorded["lines"]),
        large_aim=f"{LARGE_ROWS_AIM // 1_000_000} million",
        records="\n".join(record_lines(recorded["records"])) if "records" in recorded else missing,
        kernels="\n".join(kernel_lines(recorded["kernels"])) if "kernels" in recorded else missing,
        compilers="\n".join(compiler_lines(recorded["compilers"]))
        if "compilers" in recorded
        else missing + " `bench/run --rules --second-compiler clang++-14` does.",
    )


def with_rules_section(page, recorded):
    return with_section(page, HEADING, rules_section(recorded))

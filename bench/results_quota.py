"""The quota section of the page of results, made of what bench/run --quota recorded."""

import statistics
from pathlib import Path

from common.programs import speed
from results import with_section

HEADING = "# Quota\n"
SMALLEST_OUTPUT = 1 << 20  # below it pages and modules are what is measured


def seconds_text(seconds):
    units = (("s", 1), ("ms", 1e3), ("µs", 1e6))
    unit, factor = next((each for each in units if seconds * each[1] >= 1), units[-1])
    value = seconds * factor
    return f"{value:,.{0 if value >= 100 else 1 if value >= 10 else 2}f} {unit}"


def speed_text(items, unit):
    words = ((" M", 1e6), (" k", 1e3), ("", 1))
    word, factor = next((each for each in words if items >= each[1]), words[-1])
    value = items / factor
    return f"{value:,.{0 if value >= 100 else 1}f}{word} {unit}/s"


def median_speed(pairs, side):
    return statistics.median(speed(pair[side]) for pair in pairs)


def ratio_text(pairs):
    values = [speed(ours) / speed(theirs) for ours, theirs in pairs]
    digits = 0 if statistics.median(values) > 100 else 1
    middle, low, high = statistics.median(values), min(values), max(values)
    spread = f" ({low:,.{digits}f}–{high:,.{digits}f})" if len(values) > 1 else ""
    return f"**{middle:,.{digits}f}×**{spread}"


def memory_text(measured):
    if measured["output_bytes"] < SMALLEST_OUTPUT or not measured["peak_bytes"]:
        return ""
    return f"{measured['peak_bytes'] / measured['output_bytes']:.3f}×"


def told_text(measured):
    return ", ".join(f"{name} {value:,.6g}" for name, value in measured["told"].items())


def result_lines(lines):
    yield "| job | peer, method | sandan | a run | peer | a run | ratio | aim |"
    yield "|---|---|---|---|---|---|---|---|"
    for line in lines:
        pairs = line["pairs"]
        ours, theirs = pairs[0]
        cells = [line["title"], f"{theirs['program']}, {line['peer_method']}"]
        for side, measured in enumerate((ours, theirs)):
            items = median_speed(pairs, side)
            cells += [speed_text(items, measured["unit"]), seconds_text(measured["items"] / items)]
        aim = f"≥ {line['aim']}×" if line["aim"] else ""
        yield f"| {' | '.join([*cells, ratio_text(pairs), aim])} |"


def aim_lines(lines):
    """sandan's own aims, each workload once."""
    yield "| job | aim | measured |"
    yield "|---|---|---|"
    for line in lines:
        ours = line["pairs"][0][0]
        items = median_speed(line["pairs"], 0)
        if line["speed_aim"]:
            yield (
                f"| {line['title']} | ≥ {speed_text(line['speed_aim'], ours['unit'])} "
                f"| {speed_text(items, ours['unit'])} |"
            )
        if line["seconds_aim"]:
            yield (
                f"| {line['title']} | ≤ {seconds_text(line['seconds_aim'])} "
                f"| {seconds_text(ours['items'] / items)} |"
            )
        if line["memory_aim"]:
            yield (
                f"| {line['title']}, memory | ≤ {1 + line['memory_aim']:.2f}× the output "
                f"| {memory_text(ours)} |"
            )


def memory_lines(lines):
    """Memory and what the programs told, where they told something."""
    yield "| job | program | output | memory above the input | told |"
    yield "|---|---|---|---|---|"
    seen = set()
    for line in lines:
        for measured in line["pairs"][0]:
            key = line["workload"], measured["program"], measured["method"]
            if key in seen or not (memory_text(measured) or measured["told"]):
                continue
            seen.add(key)
            yield (
                f"| {line['title']} | {measured['program']}, {measured['method']} "
                f"| {measured['output_bytes'] / 1e6:,.1f} MB | {memory_text(measured)} "
                f"| {told_text(measured)} |"
            )


def quota_section(recorded):
    page = (Path(__file__).parent / "results_template_quota.md").read_text(encoding="utf-8")
    lines = recorded["lines"]
    versions = {}
    for line in lines:
        for measured in line["pairs"][0]:
            versions[measured["program"]] = measured["version"]
    return page.format(
        **recorded["machine"],
        command=recorded["command"],
        pairs=recorded["pairs"],
        versions=", ".join(f"{name} {version}" for name, version in versions.items()),
        results="\n".join(result_lines(lines)),
        aims="\n".join(aim_lines(lines)),
        memory="\n".join(memory_lines(lines)),
    )


def with_quota_section(page, recorded):
    return with_section(page, HEADING, quota_section(recorded))

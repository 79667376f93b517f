"""The page of results: what was run, on what, and the ratios."""

import shlex
import statistics
import sys
from pathlib import Path

# Time and memory aims for this job; printed beside what was measured, never enforced.
AIMS = {("int64", 1): 5.0, ("int64", 2): 4.0, ("text", 1): 5.0}
MEMORY_AIM = 1.75


def with_section(page, heading, section):
    """The page with this section in place of the one it has, or at its end; others stay."""
    before, _, rest = ("\n" + page).partition("\n" + heading)
    _, found, after = rest.partition("\n# ")
    following = "\n\n# " + after.strip("\n") if found else ""
    return before.strip("\n") + "\n\n" + section.strip("\n") + following + "\n"


def warm(measured):
    return statistics.median(measured["warm_seconds"])


def cold(measured):
    return measured["cold_seconds"]


def median_of(comparison, side, time):
    return statistics.median(time(pair[side]) for pair in comparison["pairs"])


def ratios(comparison, time):
    return [time(theirs) / time(ours) for ours, theirs in comparison["pairs"]]


def ratio_text(values):
    return f"**{statistics.median(values):.1f}×** ({min(values):.1f}–{max(values):.1f})"


def faster_peers(comparisons):
    """For each kind of id and number of threads the comparison with the faster peer."""
    fastest = {}
    for comparison in comparisons:
        key = comparison["ids"], comparison["threads"]
        if key not in fastest or median_of(comparison, 1, warm) < median_of(fastest[key], 1, warm):
            fastest[key] = comparison
    return fastest


def summary_lines(comparisons):
    yield "| ids | threads | faster peer | sandan, s | peer, s | ratio, warm | aim |"
    yield "|---|---|---|---|---|---|---|"
    for (ids, threads), comparison in faster_peers(comparisons).items():
        aim = AIMS.get((ids, threads))
        yield (
            f"| {ids} | {threads} | {comparison['peer']} "
            f"| {median_of(comparison, 0, warm):.3f} | {median_of(comparison, 1, warm):.3f} "
            f"| {ratio_text(ratios(comparison, warm))} | {f'≥ {aim:g}×' if aim else ''} |"
        )


def comparison_lines(comparisons):
    yield (
        "| peer | ids | threads | sandan warm, s | peer warm, s | ratio warm | sandan cold, s "
        "| peer cold, s | ratio cold |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for comparison in comparisons:
        yield (
            f"| {comparison['peer']} | {comparison['ids']} | {comparison['threads']} "
            f"| {median_of(comparison, 0, warm):.3f} | {median_of(comparison, 1, warm):.3f} "
            f"| {ratio_text(ratios(comparison, warm))} "
            f"| {median_of(comparison, 0, cold):.3f} | {median_of(comparison, 1, cold):.3f} "
            f"| {ratio_text(ratios(comparison, cold))} |"
        )


def time_lines(comparisons):
    yield "| job | peer | threads | sandan warm, s | peer warm, s | ratio warm |"
    yield "|---|---|---|---|---|---|"
    for comparison in comparisons:
        yield (
            f"| {comparison['job']} | {comparison['peer']} | {comparison['threads']} "
            f"| {median_of(comparison, 0, warm):.3f} | {median_of(comparison, 1, warm):.3f} "
            f"| {ratio_text(ratios(comparison, warm))} |"
        )


def thread_lines(comparisons):
    """What the second thread gives: one-thread time over two-thread time of sandan."""
    yield "| ids | sandan, 2 threads against 1 |"
    yield "|---|---|"
    for ids in dict.fromkeys(comparison["ids"] for comparison in comparisons):
        seconds = {
            threads: [
                warm(pair[0])
                for comparison in comparisons
                for pair in comparison["pairs"]
                if comparison["ids"] == ids and comparison["threads"] == threads
            ]
            for threads in (1, 2)
        }
        if seconds[1] and seconds[2]:
            gain = statistics.median(seconds[1]) / statistics.median(seconds[2])
            yield f"| {ids} | {gain:.2f}× |"


def memory_lines(comparisons):
    yield "| program | ids | threads | input, MB | highest above input, MB | over input |"
    yield "|---|---|---|---|---|---|"
    seen = set()
    for comparison in comparisons:
        for side in (0, 1):
            first = comparison["pairs"][0][side]
            key = first["program"], first["ids"], first["threads"]
            if key in seen:
                continue
            seen.add(key)
            peak = max(pair[side]["cold_peak_bytes"] for pair in comparison["pairs"])
            yield (
                f"| {key[0]} | {key[1]} | {key[2]} | {first['input_bytes'] / 1e6:.0f} "
                f"| {peak / 1e6:.0f} | {peak / first['input_bytes']:.2f} |"
            )


def phase_lines(phases):
    yield (
        "| phase | threads | memory | median, ms | highest above input, MB | over input "
        "| kept, MB |"
    )
    yield "|---|---|---|---|---|---|---|"
    for phase in phases:
        if phase.get("aggregate_name") != "median":
            continue
        name, kind, *settings = phase["run_name"].split("/")
        chosen = dict(setting.split(":") for setting in settings if ":" in setting)
        memory = "reused" if chosen["reused_memory"] == "1" else "fresh"
        label = kind if name == "question" else f"{name} {kind}".replace("_", " ")
        kept = f"{phase['retained_MB']:.0f}" if "retained_MB" in phase else ""
        yield (
            f"| {label} | {chosen['threads']} | {memory} | {phase['real_time']:.1f} "
            f"| {phase['peak_MB']:.0f} | {phase['over_input']:.2f} | {kept} |"
        )


def template(name):
    return (Path(__file__).parent / f"results_{name}.md").read_text(encoding="utf-8")


def results_page(machine, options, comparisons, timed, small, phases):
    versions = {}
    for comparison in [*comparisons, *timed, *([small] if small else [])]:
        for measured in comparison["pairs"][0]:
            versions[measured["program"]] = measured["version"]
    page = template("template").format(
        **machine,
        events=f"{options.events:,}",
        deals=f"{options.events // 10:,}",
        versions=", ".join(f"{name} {version}" for name, version in versions.items()),
        command=shlex.join(["bench/run", *sys.argv[1:]]),
        pairs=options.pairs,
        warm_runs=options.warm_runs,
        memory_aim=MEMORY_AIM,
        summary="\n".join(summary_lines(comparisons)),
        comparisons="\n".join(comparison_lines(comparisons)),
        threads="\n".join(thread_lines(comparisons)),
        memory="\n".join(memory_lines(comparisons)),
    )
    if timed:
        page += template("template_time").format(comparisons="\n".join(time_lines(timed)))
    if small:
        page += template("template_pm4py").format(
            events="1 million", comparisons="\n".join(comparison_lines([small]))
        )
    if phases:
        page += template("template_phases").format(phases="\n".join(phase_lines(phases)))
    return page

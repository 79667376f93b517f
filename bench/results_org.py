"""The section of decision maps of the page of results, made of what bench/run --org recorded."""

import statistics
from pathlib import Path

from common.programs import speed
from org.lines import SIZES
from results import with_section
from results_quota import ratio_text, seconds_text

HEADING = "# Decision maps\n"
NOT_GRAPHS = ("build", "coverage")  # steps that are Python's own in igraph's program
STEPS = {
    "build": "graph of introductions",
    "coverage": "coverage",
    "routes": "four routes",
    "gatekeepers": "gatekeepers (dominators)",
    "cut": "smallest blocking set (vertex cut)",
    "verdict": "verdict, all vendors",
    "next": "whom to win over next",
    "pagerank": "PageRank",
    "betweenness": "betweenness",
}
PARTS = {"routes": "cheapest_route", "build": "build", "gatekeepers": "gatekeepers"}
PARTS |= {"pagerank": "pagerank", "betweenness": "betweenness"}


def micro(value):
    return f"{value:,.{0 if value >= 100 else 1 if value >= 10 else 2}f}"


def peer_of(line):
    return (line["peer"] or "").removesuffix("_maps")


def found(lines, workload, method, peer=None):
    """The line of a workload; None where it was not run."""
    for line in lines:
        same = line["workload"] == workload and line["method"] == method
        if same and peer in (None, peer_of(line)):
            return line
    return None


def book_of(lines):
    return next(line["workload"] for line in lines if line["method"] == "book")


def told(line, side, name):
    return statistics.median(pair[side]["told"][name] for pair in line["pairs"])


def a_map(line, side):
    """Microseconds a map of the median warm run."""
    return statistics.median(1e6 / speed(pair[side]) for pair in line["pairs"])


def step_sum(measured, steps):
    return sum(measured["told"][f"{step} mean"] for step in steps)


def net_text(pairs):
    """The ratio to a peer without its steps that are Python's own; sandan's are kept."""
    left = []
    for ours, theirs in pairs:
        whole = sum(v for name, v in theirs["told"].items() if name.endswith(" mean"))
        share = 1 - step_sum(theirs, NOT_GRAPHS) / whole
        left.append(speed(ours) / speed(theirs) * share)
    return f"**{statistics.median(left):,.1f}×** ({min(left):,.1f}–{max(left):,.1f})"


# ---- Aims


def aim_lines(lines):
    yield "| | aim | measured |"
    yield "|---|---|---|"
    for method, words, aim in (("five", "five answers", 20), ("all", "all answers", 40)):
        line = found(lines, "maps_30", method)
        yield f"| 30 people, {words}, p50 | ≤ {aim} µs | {micro(told(line, 0, 'call p50'))} µs |"
    book = found(lines, book_of(lines), "book")
    maps = maps_of(book)
    yield (
        f"| book of {maps:,} maps, five answers, one thread | ≤ {seconds_text(3e-5 * maps)} "
        f"| {seconds_text(told(book, 0, 'five one thread'))} |"
    )
    for answers in ("five", "all"):
        gain = told(book, 0, f"{answers} second thread")
        yield f"| the same, {answers}, what a second thread gives | ≥ 1.8× | {gain:.2f}× |"
    networkx = found(lines, book_of(lines), "five", "networkx")
    yield f"| the book against NetworkX, five answers | ≥ 120× | {ratio_text(networkx['pairs'])} |"
    igraph = found(lines, book_of(lines), "five", "igraph")
    yield (
        "| the book against igraph, five answers, without igraph's build and coverage "
        f"| ≥ 10× | {net_text(igraph['pairs'])} |"
    )


def maps_of(book):
    return book["pairs"][0][0]["items"] // 4


# ---- One map


def size_lines(lines):
    """sandan's times by step and size."""
    sizes = [size for size in SIZES if found(lines, f"maps_{size}", "steps")]
    yield f"| µs, p50 / p90 | {' | '.join(f'{size} people' for size in sizes)} |"
    yield "|---|" + "---|" * len(sizes)

    def row(words, method, name):
        cells = []
        for size in sizes:
            line = found(lines, f"maps_{size}", method)
            values = (told(line, 0, f"{name} {quantile}") for quantile in ("p50", "p90"))
            cells.append(" / ".join(micro(value) for value in values))
        return f"| {words} | {' | '.join(cells)} |"

    for step, words in STEPS.items():
        yield row(words, "steps", step)
    yield row("**five answers**, one call", "five", "call")
    yield row("**all**, one call", "all", "call")


def step_lines(lines):
    """Each step beside its peers at 30 people."""
    steps = found(lines, "maps_30", "steps")
    peers = {name: found(lines, "maps_30", "all", name) for name in ("networkx", "igraph")}
    yield "| µs a map, mean | sandan | networkx | igraph | rustworkx |"
    yield "|---|---|---|---|---|"
    for step, words in STEPS.items():
        cells = [told(steps, 0, f"{step} mean")]
        cells += [told(line, 1, f"{step} mean") for line in peers.values()]
        if step in PARTS:
            cells.append(told(steps, 1, f"{PARTS[step]} mean"))
        texts = [micro(value) for value in cells] + [""] * (4 - len(cells))
        yield f"| {words} | {' | '.join(texts)} |"


# ---- Peers


def title_of(workload, maps):
    size = workload.removeprefix("maps_")
    return f"{size} people" if size.isdigit() else f"book of {maps:,} maps"


def peer_lines(lines):
    yield "| maps | answers | peer | sandan, µs a map | peer | ratio | without build and coverage |"
    yield "|---|---|---|---|---|---|---|"
    for line in lines:
        if line["peer"] is None or line["method"] == "steps":
            continue
        pairs = line["pairs"]
        title = title_of(line["workload"], pairs[0][0]["items"])
        net = net_text(pairs) if peer_of(line) == "igraph" else ""
        yield (
            f"| {title} | {line['method']} | {peer_of(line)} | {micro(a_map(line, 0))} "
            f"| {micro(a_map(line, 1))} | {ratio_text(pairs)} | {net} |"
        )


def part_lines(lines):
    """rustworkx: the same steps of sandan, four routes against its one."""
    yield "| maps | sandan, µs a map | rustworkx | ratio |"
    yield "|---|---|---|---|"
    for size in SIZES:
        line = found(lines, f"maps_{size}", "steps")
        if line is None:
            continue
        ours = [step_sum(pair[0], PARTS) for pair in line["pairs"]]
        theirs = [step_sum(pair[1], PARTS.values()) for pair in line["pairs"]]
        ratios = [b / a for a, b in zip(ours, theirs)]
        yield (
            f"| {size} people | {micro(statistics.median(ours))} "
            f"| {micro(statistics.median(theirs))} | **{statistics.median(ratios):,.1f}×** "
            f"({min(ratios):,.1f}–{max(ratios):,.1f}) |"
        )


# ---- The book


def book_lines(lines):
    line = found(lines, book_of(lines), "book")
    maps = maps_of(line)
    yield "| | one thread | two threads | second thread |"
    yield "|---|---|---|---|"
    for answers, words in (("five", "five answers"), ("all", "all answers")):
        one, two = (
            seconds_text(told(line, 0, f"{answers} {n}")) for n in ("one thread", "two threads")
        )
        gain = told(line, 0, f"{answers} second thread")
        yield f"| sandan, {words} | {one} | {two} | {gain:.2f}× |"
    for peer in ("networkx", "igraph"):
        for answers, words in (("five", "five answers"), ("all", "all answers")):
            theirs = found(lines, book_of(lines), answers, peer)
            seconds = a_map(theirs, 1) * 1e-6 * maps
            yield f"| {peer}, {words}, extrapolated | {seconds_text(seconds)} | | |"


def book_text(lines):
    line = found(lines, book_of(lines), "book")
    counts = (told(line, 0, name) for name in ("people", "relations", "stances"))
    people, relations, stances = (f"{count:,.0f}" for count in counts)
    return (
        f"{maps_of(line):,} maps of 5 to 60 people: {people} people, {relations} relations, "
        f"{stances} stances. To build the book from its tables takes "
        f"{seconds_text(told(line, 0, 'build'))}, once; it is not in the table."
    )


def large_text(lines):
    line = found(lines, "maps_one", "one")
    memory = max(pair[0]["peak_bytes"] for pair in line["pairs"])
    return (
        f"One map of {line['pairs'][0][0]['items']:,} people: built in "
        f"{seconds_text(told(line, 0, 'build'))}, the five answers in "
        f"{seconds_text(told(line, 0, 'five answers'))}; both together take at most "
        f"{memory / 2**20:,.0f} MiB beyond the tables."
    )


def org_section(recorded):
    page = (Path(__file__).parent / "results_template_org.md").read_text(encoding="utf-8")
    lines = recorded["lines"]
    versions = {}
    for line in lines:
        for measured in line["pairs"][0]:
            versions[measured["program"]] = measured["version"]
    peers = found(lines, "maps_30", "five")["pairs"][0]
    return page.format(
        **recorded["machine"],
        command=recorded["command"],
        pairs=recorded["pairs"],
        sample=peers[1]["items"],
        maps=peers[0]["items"],
        clock=f"{1000 * told(found(lines, 'maps_30', 'steps'), 0, 'clock'):.0f}",
        versions=", ".join(f"{name} {version}" for name, version in versions.items()),
        aims="\n".join(aim_lines(lines)),
        sizes="\n".join(size_lines(lines)),
        book="\n".join(book_lines(lines)),
        book_text=book_text(lines),
        large_text=large_text(lines),
        peers="\n".join(peer_lines(lines)),
        steps="\n".join(step_lines(lines)),
        parts="\n".join(part_lines(lines)),
    )


def with_org_section(page, recorded):
    return with_section(page, HEADING, org_section(recorded))

"""The rules section of the benchmark: what is run, recorded as JSON.

Every program runs in a process of its own, alternately with sandan's, on one thread. Peers that
take long decide the first records only; their number is told.
"""

import json
import subprocess

from rules.programs import Programs, say

SMALL = 200_000
LARGE = 20_000_000
REPETITIONS = 3  # of Google Benchmark
# Peers with the number of records they decide; 0: all.
IN_CACHE = {"numpy": 0, "polars": 0, "duckdb": 0, "sqlite": 0}
OUT_OF_CACHE = {"numpy": 0, "polars": 0, "duckdb": 0}


def line(workload, how, peers, unknowns="keep", **changes):
    """One line of the tables; `runs`: warm runs of a peer and of sandan."""
    of_all = {"workload": workload, "how": how, "unknowns": unknowns, "peers": peers}
    return {**of_all, "runs": [10, 60], **changes}


def lines(quick):
    out = 2_000_000 if quick else LARGE
    table, card = f"table_{SMALL}", f"card_{SMALL}"
    long = {"runs": [1, 3]}
    plain_peers = {name: 0 for name in IN_CACHE if name != "numpy"}
    zen = {"zen": 1_000}
    yield line(f"{table}_dictionary_no", "kept", IN_CACHE | zen)
    yield line(f"{table}_dictionary_no", "fresh", IN_CACHE)
    yield line(f"{table}_plain_no", "fresh", plain_peers)
    yield line(f"{table}_dictionary_nulls", "fresh", {"numpy": 0})
    yield line(f"{table}_dictionary_nulls", "fresh", IN_CACHE, "feel")
    yield line(f"{table}_plain_nulls", "fresh", plain_peers, "feel")
    yield line(f"{card}_dictionary_no", "fresh", IN_CACHE)
    yield line(f"{card}_dictionary_nulls", "fresh", IN_CACHE, "feel")
    yield line(f"large_{SMALL}_dictionary_no", "fresh", LARGE_PEERS, runs=[1, 5])
    yield line(f"table_{out}_dictionary_no", "fresh", OUT_OF_CACHE, **long)
    yield line(f"table_{out}_dictionary_nulls", "fresh", OUT_OF_CACHE, "feel", **long)
    yield line(f"table_{out}_plain_no", "fresh", {"polars": 0, "duckdb": 0}, **long)
    yield line(f"card_{min(out, 2_000_000)}_dictionary_no", "fresh", OUT_OF_CACHE, **long)


LARGE_PEERS = {"numpy": 20_000, "polars": 20_000, "duckdb": 2_000, "sqlite": 1_000, "zen": 50}


def build_programs(bench, folder, library_build, target="all"):
    """The C++ programs beside a build of the library; None where they cannot be built."""
    configure = ["cmake", "-S", bench, "-B", folder, f"-Dsandan_DIR={library_build}"]
    configure += ["-DCMAKE_BUILD_TYPE=Release"]
    for command in (configure, ["cmake", "--build", folder, "--target", target]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            say("bench: the programs were not built:\n" + done.stdout + done.stderr)
            return None
    return folder


def build_second(root, folder, compiler):
    """The library by another compiler."""
    say(f"bench: building the library with {compiler}")
    configure = ["cmake", "-S", root, "-B", folder, f"-DCMAKE_CXX_COMPILER={compiler}"]
    configure += ["-DCMAKE_BUILD_TYPE=Release", "-DSANDAN_BUILD_TESTS=OFF", "-G", "Ninja"]
    for command in (configure, ["cmake", "--build", folder, "--target", "sandan_shared"]):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def run_phases(program, folders, repetitions, out, only):
    """Google Benchmark's figures, the median of the repetitions."""
    command = [program, *folders, f"--benchmark_filter={only}", "--benchmark_min_time=0.1"]
    command += [f"--benchmark_repetitions={repetitions}", "--benchmark_out_format=json"]
    command += [f"--benchmark_out={out}", "--benchmark_report_aggregates_only=true"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    told = json.loads(out.read_text())["benchmarks"]
    return {each["run_name"]: each for each in told if each.get("aggregate_name") == "median"}


def ratio_of_ways(programs, first, second, count):
    """sandan on two workloads, alternately."""
    return [[programs.run("sandan", each) for each in (first, second)] for _ in range(count)]


def run_rules(options, bench, build, python, machine):
    programs = Programs(python, build, options.library)
    recorded = {"machine": machine, "pairs": options.pairs, "lines": [], "hand": []}
    folder = build_programs(bench, build / "programs", options.library.parent.parent)
    wanted = list(lines(options.quick))
    for each in wanted:
        for peer, rows in each["peers"].items():
            recorded["lines"].append(
                programs.pairs(peer, {**each, "peer_rows": rows}, options.pairs)
            )
    no_nulls, out_of_cache = (f"table_{rows}_dictionary_no" for rows in (SMALL, out_rows(wanted)))
    if folder is not None:
        for workload, runs in ((no_nulls, [200, 60]), (out_of_cache, [5, 5])):
            for how in ("kept", "fresh"):
                each = line(workload, how, {}, runs=runs)
                recorded["hand"].append(
                    programs.hand_loop(folder / "rules_hand_loop", each, options.pairs)
                )
    say("bench: nulls beside none")
    recorded["nulls"] = {}
    for name in ("table_{}_dictionary", "table_{}_plain", "card_{}_dictionary"):
        ways = [line(f"{name.format(SMALL)}_{nulls}", "fresh", {}) for nulls in ("no", "nulls")]
        recorded["nulls"][name.format(SMALL)] = ratio_of_ways(programs, *ways, options.pairs)
    if folder is not None:
        run_programs(options, programs, folder, build, bench, recorded)
    return recorded


def out_rows(wanted):
    return max(int(each["workload"].split("_")[1]) for each in wanted)


def run_programs(options, programs, folder, build, bench, recorded):
    names = [f"table_{SMALL}_dictionary_no", f"card_{SMALL}_dictionary_no"]
    folders = [programs.workload(name) for name in names]
    say("bench: single records (rules_benchmark)")
    recorded["records"] = run_phases(
        folder / "rules_benchmark", folders, REPETITIONS, build / "records.json", "keep/record"
    )
    if (folder / "rules_kernels").exists():
        command = [folder / "rules_kernels", folders[0] / "columns", "200"]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        recorded["kernels"] = json.loads(done.stdout)
    if not options.second_compiler:
        return
    second = build_second(bench.parent, build / "second", options.second_compiler)
    beside = build_programs(bench, build / "programs_second", second, "rules_benchmark")
    if beside is None:
        return
    recorded["compilers"] = {"second": options.second_compiler, "pairs": []}
    for _ in range(options.pairs):
        recorded["compilers"]["pairs"].append(
            [
                {
                    name: told["ns_a_row"]
                    for name, told in run_phases(
                        each / "rules_benchmark",
                        folders,
                        REPETITIONS,
                        build / "compilers.json",
                        "keep/kept",
                    ).items()
                }
                for each in (folder, beside)
            ]
        )

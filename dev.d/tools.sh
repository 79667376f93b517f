# Fuzzing, benchmarks, source checks, reference pages.

# run_fuzzers SECONDS: each target from its committed corpus; inputs that reach
# new code are added to the corpus, to be committed (not in CI).
run_fuzzers() {
  seconds=$1
  need_packages build gates
  need_python
  mkdir -p build
  configure asan-fuzz -DSANDAN_BUILD_EXAMPLES=OFF
  compile asan-fuzz sandan_fuzzers
  for fuzzer in build/asan-fuzz/fuzz/*_fuzz; do
    name=$(basename "$fuzzer")
    corpus=tests/fuzz/corpus/$name
    found=build/fuzz/$name
    mkdir -p "$found" "$corpus"
    say "fuzzing $name for $seconds s"
    "$fuzzer" -dict=tests/fuzz/json.dict -max_total_time="$seconds" -timeout=10 \
      -rss_limit_mb=2048 -verbosity=0 -print_final_stats=1 \
      -artifact_prefix="build/fuzz/$name-" "$found" "$corpus"
    [ -n "${CI:-}" ] || "$fuzzer" -merge=1 "$corpus" "$found"
  done
}

run_bench() {
  need_packages build bench
  build_release
  exec bench/run "$@"
}

# C and C++ sources, those given to git or about to be.
c_sources() {
  git ls-files --cached --others --exclude-standard -- 'src/*' 'include/*' 'capi/*' 'tests/*' \
    'examples/*' 'bench/*' | grep -E '\.(c|h|cpp|hpp|inc)$'
}

# Of these, the ones this branch changed: against the main branch of the origin,
# else against the last commit, else all.
changed_c_sources() {
  base=$(git merge-base HEAD origin/main 2>/dev/null || true)
  [ -n "$base" ] && [ "$base" != "$(git rev-parse HEAD)" ] ||
    base=$(git rev-parse -q --verify 'HEAD^' 2>/dev/null || true)
  if [ -z "$base" ]; then
    c_sources
  else
    { git diff --name-only --diff-filter=d "$base"; git ls-files --others --exclude-standard; } |
      sort -u | grep -Fx "$(c_sources)" || true
  fi
}

lint_structure() { "$python" -m unittest discover -s tests/structure -p 'test_*.py'; }

lint_format() {
  c_sources | xargs -d '\n' clang-format-14 --dry-run -Werror &&
    "$python" -m ruff format --check --quiet . &&
    "$python" -m ruff check --quiet .
}

lint_types() { (cd bindings/python && "$python" -m mypy); }

lint_clang_tidy() {
  changed_c_sources | grep -E '^(src|capi/src)/.*\.cpp$' >build/changed_sources || return 0
  [ -f build/asan-fuzz/compile_commands.json ] ||
    configure asan-fuzz -DSANDAN_BUILD_EXAMPLES=OFF
  xargs -d '\n' -n 1 -P "$(jobs)" clang-tidy-14 --quiet -p build/asan-fuzz <build/changed_sources
}

lint_scripts() {
  for script in dev dev.d/*.sh tests/consumers/*.sh; do
    sh -n "$script" || return 1
  done
  bash -n .ci/run
}

run_lint() {
  need_packages build gates lint
  need_python
  mkdir -p build
  for check in structure scripts format types clang_tidy; do
    say "lint: $check"
    "lint_$check" || problems="${problems:-} $check"
  done
  [ -z "${problems:-}" ] || fail "lint:$problems"
}

format_sources() {
  need_packages lint
  need_python
  c_sources | xargs -d '\n' clang-format-14 -i
  "$python" -m ruff check --quiet --fix --exit-zero .
  "$python" -m ruff format --quiet .
}

write_docs() {
  need_packages docs
  mkdir -p build/docs
  doxygen dev.d/Doxyfile
  say "open build/docs/html/index.html"
}

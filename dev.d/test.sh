# Everything that proves the release build. Each step runs even when one before
# it failed; results are written as JUnit files to build/results.

failed_steps=

# step NAME COMMAND...: runs it, notes how long it took and whether it passed.
step() {
  name=$1
  shift
  say "$name"
  begin=$(date +%s)
  # A shell of its own, and not as a condition: there, set -e would not hold.
  set +e
  (set -e; "$@")
  status=$?
  set -e
  if [ $status -eq 0 ]; then outcome=passed; else outcome=failed failed_steps="$failed_steps $name"; fi
  printf '%s %s %s\n' "$outcome" "$(($(date +%s) - begin))" "$name" >>"$results/steps"
  say "$name: $outcome"
}

# run_ctest PRESET [ctest options]
run_ctest() {
  preset=$1
  shift
  ctest --preset "$preset" --output-junit "$results/ctest-$preset.xml" \
    --parallel "$(jobs)" "$@"
}

# run_pytest NAME [pytest options]
run_pytest() {
  name=$1
  shift
  "$python" -m pytest -q -rs --junitxml "$results/pytest-$name.xml" "$@"
}

begin_results() {
  mkdir -p "$results"
  rm -f "$results"/*.xml "$results/steps"
}

# Prints the counts of all results and fails when anything did.
end_results() {
  "$python" dev.d/count_results.py "$results"
  [ -z "$failed_steps" ] || fail "failed:$failed_steps"
}

release_steps() {
  need_packages build gates page
  step npm need_node
  step build build_release
  step ctest run_ctest release
  step python run_pytest python bindings/python/tests
  step conformance run_pytest conformance tests/conformance/run_python.py
  for folder in documents oracle docs page; do
    step "$folder" run_pytest "$folder" "tests/$folder"
  done
  step demo run_demo
}

run_tests() {
  begin_results
  release_steps
  end_results
}

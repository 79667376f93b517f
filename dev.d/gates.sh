# The slower checks, each also a step of .ci/run.

# clang reads every source that gcc compiled, warnings being errors.
gate_second_compiler() {
  need_packages gates
  "$python" dev.d/second_compiler.py build/release/compile_commands.json
}

# All tests under AddressSanitizer and UndefinedBehaviorSanitizer, the fuzz
# targets over their committed corpora among them.
gate_sanitizers() {
  need_packages build gates
  need_python
  mkdir -p build "$results"
  configure asan-fuzz -DSANDAN_BUILD_EXAMPLES=OFF &&
    compile asan-fuzz &&
    run_ctest asan-fuzz
}

# Concurrent use under ThreadSanitizer.
gate_threads() {
  need_packages build gates
  need_python
  mkdir -p build "$results"
  configure tsan -DSANDAN_BUILD_EXAMPLES=OFF &&
    compile tsan sandan_test_threads &&
    run_ctest tsan -L threads
}

# Writes tests/abi/sandan.abi anew, after a function was added or the number of
# the binary interface moved.
record_abi() {
  need_packages build gates
  build_libraries
  "$python" tests/abi/check_abi.py "$library" --record
}

run_gate() {
  case ${1:-} in
    second-compiler) gate_second_compiler ;;
    sanitizers) gate_sanitizers ;;
    threads) gate_threads ;;
    record-abi) record_abi ;;
    *) fail "gate is one of second-compiler, sanitizers, threads, record-abi" ;;
  esac
}

# The release build.

build_release() {
  need_packages build
  need_python
  mkdir -p build
  configure release
  compile release
}

# Builds the libraries alone.
build_libraries() {
  need_packages build
  need_python
  mkdir -p build
  configure release
  compile release sandan_shared sandan_static sandan_core
}

run_sandan() {
  [ -x "$python" ] && [ -f "$library" ] || build_libraries >&2
  cd "$caller_folder"
  exec "$python" -m sandan.cli "$@"
}

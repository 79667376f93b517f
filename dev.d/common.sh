# Shared by all parts of ./dev. Sourced with $root as the working folder.

venv=$root/.venv
python=$venv/bin/python
results=$root/build/results
library=$root/build/release/lib/libsandan.so

# The same compiler output wherever the tree stands: a cache may then be shared.
export CCACHE_NOHASHDIR=1 CCACHE_BASEDIR="$root"
if command -v ccache >/dev/null 2>&1; then
  export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache
fi

say() { printf '== %s\n' "$*"; }

fail() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    fail "this needs root or sudo: $*"
  fi
}

# Compile jobs at a time; DEV_JOBS limits it on a shared machine.
jobs() { echo "${DEV_JOBS:-$(nproc)}"; }

# configure PRESET [cmake options]
configure() {
  preset=$1
  shift
  say "configuring $preset"
  cmake --preset "$preset" -DPython3_EXECUTABLE="$python" \
    -DSANDAN_WERROR="${SANDAN_WERROR:-OFF}" "$@" >"build/$preset.log" 2>&1 ||
    { cat "build/$preset.log" >&2; fail "cmake could not configure $preset"; }
}

# compile PRESET [targets]
compile() {
  preset=$1
  shift
  say "building $preset${1:+: $*}"
  cmake --build "build/$preset" --parallel "$(jobs)" ${1:+--target "$@"}
}

clean_tree() {
  rm -rf build
  [ "${1:-}" != --all ] || rm -rf .venv
}

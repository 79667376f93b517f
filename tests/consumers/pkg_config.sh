#!/bin/sh
# A program in C built by hand with pkg-config, against the shared and the static library.
#   pkg_config.sh <compiler> <folder of sandan.pc> <library folder> <build folder>
set -eu
compiler=$1 package=$2 library=$3 build=$4
host=$(dirname "$0")/host.c
mkdir -p "$build"

PKG_CONFIG_PATH=$package
export PKG_CONFIG_PATH
pkg-config --atleast-version=0.1 sandan
if pkg-config --atleast-version=99 sandan; then
  echo "sandan.pc claims version 99" >&2
  exit 1
fi

# pkg-config quotes what a shell would split.
eval "$compiler" '"$host"' -o '"$build/shared"' "$(pkg-config --cflags --libs sandan)"
LD_LIBRARY_PATH=$library "$build/shared"

# The linker prefers the shared library where both stand; name the archive.
static=$(pkg-config --static --cflags --libs sandan | sed 's/-lsandan\b/-l:libsandan.a/')
eval "$compiler" '"$host"' -o '"$build/static"' "$static"
"$build/static"

# Installing what is missing, once.

# apt_packages GROUP...: the names of these groups in dev.d/apt_packages
apt_packages() {
  for group in "$@"; do
    sed -n "s/^$group: //p" dev.d/apt_packages
  done
}

# need_packages GROUP...
need_packages() {
  command -v dpkg-query >/dev/null 2>&1 || return 0 # not Debian: cmake will say what it misses
  missing=
  for package in $(apt_packages "$@"); do
    case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true) in
      installed) ;;
      *) missing="$missing $package" ;;
    esac
  done
  [ -n "$missing" ] || return 0
  say "installing Debian packages:$missing"
  as_root apt-get update -q
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
}

# The Python packages: what the package in this tree asks for, and the tools of its tests.
# Installed anew only when either list changed.
need_python() {
  need_packages build
  wanted=$(cat dev.d/python_packages bindings/python/pyproject.toml | sha256sum)
  stamp=$venv/sandan-packages.sha256
  [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ] || return 0
  if [ ! -x "$python" ]; then
    say "making .venv"
    /usr/bin/python3 -m venv "$venv"
  fi
  mkdir -p build
  "$python" dev.d/package_requirements.py bindings/python/pyproject.toml >build/requirements.txt
  say "installing Python packages into .venv"
  "$python" -m pip install --quiet --disable-pip-version-check \
    -r build/requirements.txt -r dev.d/python_packages
  link_source_tree
  echo "$wanted" >"$stamp"
}

# `import sandan` in .venv takes the sources of this tree and the library built from them.
link_source_tree() {
  packages=$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  cat >"$packages/sandan_source_tree.pth" <<END
$root/bindings/python/src
import os; os.environ.setdefault("SANDAN_LIBRARY", r"$library")
END
}

# The engines of tests/oracle that come from npm, into build/oracle-node; installed anew only
# when their list changed. Node.js need not be Debian's.
need_node() {
  command -v npm >/dev/null 2>&1 || need_packages oracle
  command -v npm >/dev/null 2>&1 || return 0 # not Debian: the tests say what they skip
  folder=build/oracle-node
  wanted=$(cat tests/oracle/package.json tests/oracle/package-lock.json | sha256sum)
  stamp=$folder/packages.sha256
  [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ] || return 0
  say "installing npm packages into $folder"
  mkdir -p "$folder"
  cp tests/oracle/package.json tests/oracle/package-lock.json "$folder"
  npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error
  echo "$wanted" >"$stamp"
}

setup_everything() {
  need_packages build gates lint docs bench page
  need_python
  need_node
  say "everything is there"
}

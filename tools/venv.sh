#!/bin/sh
# Make a virtual environment in $1. On Debian python3-venv is a package of its own: as root it is
# installed, otherwise one line says what to do.
set -eu
target=$1
python=${PYTHON3:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Ankunft needs Python 3.11 or newer; $("$python" --version) was found. Set PYTHON3=/path/to/python3." >&2
  exit 1
}
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq python3-venv
  else
    echo "python3-venv is missing. Install it: sudo apt-get install python3-venv" >&2
    exit 1
  fi
fi
rm -rf "$target"
"$python" -m venv "$target"

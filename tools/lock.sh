#!/bin/sh
# The exact lock: what a fresh environment gets from pyproject.toml today.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
pip="$work/venv/bin/pip --quiet --disable-pip-version-check"
freeze() { "$work/venv/bin/pip" freeze --exclude-editable --exclude ankunft | grep -v ' @ file:'; }

$pip install -e '.[build]'
{
  echo "# The exact lock of the app and of its updates (the extra \`build\`), written by \`make lock\`."
  freeze
} > "$work/requirements.txt"
freeze > "$work/runtime"
$pip install -e '.[build,test]'
freeze > "$work/all"
{
  echo "# What testing needs besides requirements.txt, written by \`make lock\`."
  grep -vxFf "$work/runtime" "$work/all"
} > "$work/requirements-dev.txt"
mv "$work/requirements.txt" "$work/requirements-dev.txt" .

#!/bin/sh
# Pins every version in constraints.txt; names and versions only, never where they came from.
set -eu
trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT
python=${PYTHON:-.venv/bin/python}
"$python" -m venv "$trial"
pip="$trial/bin/python -m pip --quiet --quiet --disable-pip-version-check"
$pip install --upgrade pip
$pip install --editable '.[simpleaudio]' --group dev
{
    echo "# Every version, as resolved by \`make lock\` on Linux with $("$python" --version)."
    $pip freeze --all --exclude setuptools --exclude-editable | grep -E '^[A-Za-z0-9._-]+==[^ ]+$' | sort -f
} >constraints.txt.new
if [ "$($pip freeze --all --exclude setuptools --exclude-editable | wc -l)" -ne "$(grep -c == constraints.txt.new)" ]; then
    echo "Something was not installed by name and version" >&2
    exit 1
fi
mv constraints.txt.new constraints.txt

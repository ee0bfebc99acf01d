#!/bin/bash
# Every test: what listens to sound alone, then the guest beside all others, on every processor.
# usage: tools/test.sh PYTHON
set -u
python=$1
pytest="$python -m pytest --quiet -ra"
beside=$(mktemp)
trap 'rm -f "$beside"' EXIT
failed=0

echo "Sound: recorded and judged, alone (1 of 3)"
$pytest -m rig || failed=1

echo "The guest with a real BlueZ, beside the others (2 of 3)"
$pytest -m bluez >"$beside" 2>&1 &
guest=$!

echo "All others (3 of 3)"
# Niced: an emulated machine that other tests starve keeps no promise of seconds.
nice -n 10 $pytest -m "not rig and not bluez" --numprocesses "$(getconf _NPROCESSORS_ONLN)" --dist worksteal || failed=1

wait "$guest" || failed=1
cat "$beside"
exit "$failed"

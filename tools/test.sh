#!/bin/bash
# Every test: first what listens to sound, four at once, then all others; the guest beside both.
# It mostly waits, and on one processor alone it keeps no thread of sound waiting. The tests of sound
# look at how late a thread wakes up, and judge nothing that was recorded on a machine too busy: beside
# the guest and a load of 15 all of them passed.
# Sound and the guest take minutes; where they passed with the very same program and tests they are
# not asked again, but in CI. `make clean` forgets it.
# usage: tools/test.sh PYTHON
set -uo pipefail
python=$1
pytest="$python -m pytest --quiet -ra"
beside=$(mktemp)
sound=$(mktemp)
trap 'rm -f "$beside" "$sound"' EXIT
failed=0

same=$({
    find cadencecoach configs sounds tests/e2e constraints.txt pyproject.toml \
        -type f ! -name '*.pyc' -print0 | sort -z | xargs -0 sha256sum
    "$python" --version
    uname -r
} | sha256sum | cut -c 1-32)

passed_before() {
    [ -z "${CI:-}" ] && [ -e "build/passed/$1-$same" ] && echo "$1: passed before with the same code"
}

# What was skipped has not passed: the packages for it may come.
passes() {
    tail -n 1 "$2" | grep -q skipped || { mkdir -p build/passed && touch "build/passed/$1-$same"; }
}

processors=$(taskset --cpu-list --pid $$ | sed 's/.*: //')
aside="taskset --cpu-list ${processors##*[,-]}"
guest=
if ! passed_before guest; then
    echo "The guest with a real BlueZ, beside the others (1 of 3)"
    $aside $pytest tests/e2e/bluez -m bluez >"$beside" 2>&1 &
    guest=$!
fi

# A process, and all that it has begun, on every processor again.
let_go() {
    local child
    taskset --all-tasks --cpu-list --pid "$processors" "$1" >/dev/null 2>&1
    for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do let_go "$child"; done
}

# Once for all workers: on a fresh checkout each would rewrite the assertions of every test, 12 s.
# What is asked for is a room that the tests of sound do not read.
rewritten=
[ -d tests/ui/__pycache__ ] || { nice -n 10 $aside $pytest --collect-only >/dev/null & rewritten=$!; }

echo "Sound: recorded and judged, only the guest beside it (2 of 3)"
if ! passed_before sound; then
    if $pytest tests/e2e -m rig --numprocesses 4 --dist worksteal | tee "$sound"; then passes sound "$sound"; else failed=1; fi
fi

[ -z "$guest" ] || let_go "$guest"
[ -z "$rewritten" ] || wait "$rewritten"

echo "All others (3 of 3)"
# Niced: an emulated machine that other tests starve keeps no promise of seconds.
nice -n 10 $pytest -m "not rig and not bluez" --numprocesses "$((2 * $(getconf _NPROCESSORS_ONLN)))" --dist worksteal || failed=1

if [ -n "$guest" ]; then
    if wait "$guest"; then passes guest "$beside"; else failed=1; fi
    cat "$beside"
fi
exit "$failed"

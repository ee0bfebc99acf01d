#!/bin/bash
# Every test: first what listens to sound, eight at once, then the guest beside all others. On a slow
# machine eight can be too many: what failed among them is judged again alone.
# Sound and the guest take minutes; where they passed with the very same program and tests they are
# not asked again, but in CI. `make clean` forgets it.
# usage: tools/test.sh PYTHON
set -uo pipefail
python=$1
pytest="$python -m pytest --quiet -ra"
beside=$(mktemp)
sound=$(mktemp)
rewritten=
trap '[ -z "$rewritten" ] || kill "$rewritten"; rm -f "$beside" "$sound"' EXIT
failed=0

# In time that nothing else wants: a processor is free for a third of the minute that sound takes.
spare() {
    if command -v chrt >/dev/null; then exec chrt --idle 0 "$@"; else exec nice -n 19 "$@"; fi
}

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

# Once for all workers: on a fresh checkout each would rewrite the assertions of every test, 12 s.
# What is asked for is a room that the tests of sound do not read.
if [ ! -d tests/ui/__pycache__ ]; then
    spare $pytest --collect-only >/dev/null 2>&1 &
    rewritten=$!
fi

echo "Sound: recorded and judged, before all that needs a processor (1 of 3)"
if ! passed_before sound; then
    heard="$pytest tests/e2e -m rig --override-ini cache_dir=build/heard"
    if $heard --numprocesses 8 --dist worksteal | tee "$sound"; then
        passes sound "$sound"
    else
        echo "Sound that was late beside seven others, one after the other: a fault of ours comes again"
        $heard --last-failed --last-failed-no-failures none || failed=1
    fi
fi

guest=
if ! passed_before guest; then
    echo "The guest with a real BlueZ, beside the others (2 of 3)"
    $pytest tests/e2e/bluez -m bluez >"$beside" 2>&1 &
    guest=$!
fi

echo "All others (3 of 3)"
if [ -n "$rewritten" ]; then
    chrt --other --pid 0 "$rewritten" 2>/dev/null # where sound was skipped it has hardly begun
    wait "$rewritten"                             # tests that cannot be read: the next line tells
    rewritten=
fi
# Niced: an emulated machine that other tests starve keeps no promise of seconds.
nice -n 19 $pytest -m "not rig and not bluez" --numprocesses "$((3 * $(getconf _NPROCESSORS_ONLN)))" --dist worksteal || failed=1

if [ -n "$guest" ]; then
    if wait "$guest"; then passes guest "$beside"; else failed=1; fi
    cat "$beside"
fi
exit "$failed"

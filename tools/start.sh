#!/bin/sh
# What `make run` does after set-up: the app where there is a terminal, else a demonstration.
#
#   tools/start.sh CADENCECOACH
set -eu
cadencecoach=$1

if [ -t 0 ] && [ -t 1 ]; then
    exec "$cadencecoach"
fi

mkdir -p .make
events=.make/demo.jsonl
audio="--audio auto"
status=0
"$cadencecoach" doctor </dev/null >/dev/null 2>&1 || status=$?
if [ "$status" -eq 4 ]; then
    echo "No sound device here: the demo plan runs silently, as fast as it goes."
    audio="--audio null --speed max"
else
    echo "No terminal here: the demo plan plays, three minutes long."
fi
# shellcheck disable=SC2086 # options
"$cadencecoach" run demo --headless --footpod simulated $audio </dev/null >"$events"
echo "Its events, one a line: $events"
exec "$cadencecoach" show last

#!/bin/sh
# Does something that takes long where it can be seen: what it is, a dot every five seconds, the time.
#
#   tools/step.sh WHAT COMMAND...
#
# What the command prints is shown where it fails, the last lines of it. Exits as the command does.
what=$1
shift
log=$(mktemp)
(while sleep 5 >/dev/null 2>&1; do printf .; done) &
dots=$!
trap 'kill "$dots" 2>/dev/null; rm -f "$log"' EXIT
trap 'exit 130' INT TERM
printf '%s ' "$what"
began=$(date +%s)
"$@" >"$log" 2>&1 </dev/null
status=$?
kill "$dots" 2>/dev/null
printf ' %s s\n' "$(($(date +%s) - began))"
[ "$status" -eq 0 ] || tail -n 20 "$log" >&2
exit "$status"

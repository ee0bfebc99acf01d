#!/bin/sh
# simpleaudio is compiled on Linux; says whether it can be, after fetching the headers if allowed.
#
#   tools/sound_headers.sh PYTHON
#
# Exit 0: ALSA's and Python's headers are there. Exit 1: one line on stderr has said what is missing.
set -u
python=$1
include=$("$python" -c 'import sysconfig; print(sysconfig.get_paths()["include"])')

compiles() {
    printf '#include <%s>\n' "$1" | ${CC:-cc} -E -I"$include" - >/dev/null 2>&1
}

if ! command -v "${CC:-cc}" >/dev/null; then
    echo "Missing for simpleaudio: a C compiler (as root: apt-get install gcc)" >&2
    exit 1
fi
packages=
compiles alsa/asoundlib.h || packages=libasound2-dev
compiles Python.h ||
    packages="$packages lib$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')-dev"
[ -z "$packages" ] && exit 0
# shellcheck disable=SC2086 # a list of package names
"$(dirname "$0")/debian_packages.sh" simpleaudio $packages || exit 1
compiles alsa/asoundlib.h && compiles Python.h

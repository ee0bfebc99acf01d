#!/bin/bash
# All that .ci/run proves, in a fresh Debian 13 with its Python 3.13: by hand, before a release.
# usage: as root, tools/trixie.sh [FOLDER]        a GB of disk, a quarter of an hour
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-/var/tmp/cadencecoach-trixie}

[ "$(id -u)" -eq 0 ] || { echo "Missing: root, since it changes into another system" >&2; exit 1; }
command -v debootstrap >/dev/null || tools/debian_packages.sh "a fresh Debian" debootstrap
[ -x "$folder/usr/bin/python3.13" ] || debootstrap --variant=minbase \
    --include=ca-certificates,git,gcc,libc6-dev,make,python3,python3-venv \
    trixie "$folder" http://deb.debian.org/debian

mounted=()
away() {
    for place in $(printf '%s\n' "${mounted[@]}" | tac); do umount --lazy "$place"; done
}
trap away EXIT
shared() {
    mkdir -p "$folder$1"
    mount --bind "$1" "$folder$1"
    mounted+=("$folder$1")
}
for place in /proc /sys /dev /dev/pts /dev/shm; do shared "$place"; done
# Who trusts a proxy of their own, and keeps packages at home, does so in there, too.
shared /etc/ssl/certs
[ ! -d /opt ] || shared /opt
for file in /etc/resolv.conf /etc/pip.conf; do
    [ ! -e "$file" ] || cp --dereference "$file" "$folder$file"
done

rm -rf "$folder/cadencecoach"
git clone --quiet . "$folder/cadencecoach"
chroot "$folder" env HOME=/root bash -c "cd /cadencecoach && exec .ci/run"

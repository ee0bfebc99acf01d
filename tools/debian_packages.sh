#!/bin/sh
# Asked for before anything is installed from Debian, so that one place decides whether it may be.
#
#   tools/debian_packages.sh PURPOSE PACKAGE...
#
# Exit 0: every package is there now. Exit 1: one line on stderr has named what is missing.
set -u
purpose=$1
shift

missing() {
    for package in "$@"; do
        case $(dpkg-query --show --showformat '${Status}' "$package" 2>/dev/null) in
            *" installed") ;;
            *) printf ' %s' "$package" ;;
        esac
    done
}

refuse() {
    echo "Missing for $purpose:$wanted ($1)" >&2
    exit 1
}

command -v dpkg-query >/dev/null || {
    wanted=" $*"
    refuse "no Debian: install what your system calls these"
}
wanted=$(missing "$@")
[ -z "$wanted" ] && exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || refuse "as root: apt-get install$wanted"
    as_root="sudo -n"
fi

apt() {
    what=$1
    shift
    "$(dirname "$0")/step.sh" "$what" $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o DPkg::Lock::Timeout=300 "$@"
}
# A source that does not answer must not keep the others from being used.
apt "Asking Debian what there is" update || true
# shellcheck disable=SC2086 # a list of package names
apt "Installing for $purpose:$wanted" install --yes --no-install-recommends --no-remove $wanted ||
    refuse "apt-get could not install them"

#!/bin/bash
# Process 1 of the guest: system bus, bluetoothd, then the command; its output and exit code go to
# the control directory, which is the host's.
kind=$1 control=$2
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts; mount -t tmpfs tmpfs /dev/shm; mount -t tmpfs tmpfs /run
# Not over /tmp: the checkout may lie there.
mkdir -p /run/tmp "$control"; export TMPDIR=/run/tmp
rm -f /.dockerenv # the host may be a container, the guest is a computer
if [ "$kind" = uml ]; then mount -t hostfs -o "$control" none "$control"
else mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=mmap control "$control"; fi
grep -q ^messagebus: /etc/passwd || {
  echo 'messagebus:x:998:998::/nonexistent:/usr/sbin/nologin' >>/etc/passwd
  echo 'messagebus:x:998:' >>/etc/group
}
# Debian's policy lets root and those at the desktop use BlueZ; this is root.
mkdir -p /run/dbus /var/lib/bluetooth; chmod 700 /var/lib/bluetooth; ln -sfn /run /var/run
dbus-uuidgen --ensure=/etc/machine-id
dbus-daemon --system --nofork --nopidfile >>"$control/dbus.log" 2>&1 &
until [ -S /run/dbus/system_bus_socket ]; do sleep .05; done
( while :; do
    /usr/libexec/bluetooth/bluetoothd -n; echo "bluetoothd ended with $?"
    while [ -e /run/no-bluetoothd ]; do sleep .1; done
    sleep .2
  done ) >>"$control/bluetoothd.log" 2>&1 &
bash "$control/command" </dev/null >"$control/output" 2>&1
echo $? >"$control/code"
dmesg >"$control/dmesg"; sync
[ "$kind" = uml ] || { echo o >/proc/sysrq-trigger; sleep 5; }
python3 -c 'import ctypes; ctypes.CDLL(None).reboot(0x4321fedc)'

#!/bin/busybox sh
# The emulated guest's first program: the host's root read-only, extra/ over it and RAM over both.
b=/bin/busybox
$b mount -t proc proc /proc; $b mount -t sysfs sys /sys; $b mount -t devtmpfs dev /dev
for module in /modules/*; do $b insmod "$module" || echo "cannot load $module"; done
for word in $($b cat /proc/cmdline); do
  case $word in guest.script=*) script=${word#*=} ;; guest.control=*) control=${word#*=} ;; esac
done
host="trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro"
$b mount -t 9p -o "$host" host /lower
$b mount -t 9p -o "$host" extra /extra
$b mount -t tmpfs tmpfs /rw; $b mkdir /rw/up /rw/work
$b mount -t overlay -o lowerdir=/extra:/lower,upperdir=/rw/up,workdir=/rw/work overlay /new || $b poweroff -f
for place in proc sys dev; do $b mount --move /$place /new/$place; done
exec $b switch_root /new /bin/bash "$script" qemu "$control" </new/dev/null

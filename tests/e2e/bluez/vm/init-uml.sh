#!/bin/bash
# The user-mode guest's first program; its root is the host's, read-only, over hostfs.
mount -t proc proc /proc
for word in $(cat /proc/cmdline); do
  case $word in guest.script=*) script=${word#*=} ;; guest.control=*) control=${word#*=} ;; guest.extra=*) extra=${word#*=} ;; esac
done
m=/mnt; mount -t tmpfs tmpfs $m; mkdir $m/{lower,extra,rw,new}
mount -t tmpfs tmpfs $m/rw; mkdir $m/rw/{up,work}
mount -t hostfs -o / none $m/lower
mount -t hostfs -o "$extra" none $m/extra
mount -t overlay -o lowerdir=$m/extra:$m/lower,upperdir=$m/rw/up,workdir=$m/rw/work overlay $m/new || exit
cd $m/new || exit
mount -t proc none proc; mount -t sysfs none sys; mount -t devtmpfs none dev
exec chroot . /bin/bash "$script" uml "$control" </dev/null

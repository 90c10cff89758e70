#!/bin/bash
# init of User Mode Linux: see README.md.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/run
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t tmpfs run /run
mkdir /run/out
# shellcheck disable=SC2154 # from the kernel's command line
mount -t hostfs -o "$OUT" none /run/out
echo 1 > /proc/sys/net/core/fb_tunnels_only_for_init_net
ip link set lo up
/usr/bin/python3 "$HERE/record.py" /run/out "$NAME"
sync
kill -9 1
exec /sbin/poweroff -f

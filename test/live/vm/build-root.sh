#!/usr/bin/env bash
# Makes the Debian of a machine with Docker, which has everything that ./platform would install with apt; prints the folder
# that holds it.
set -euo pipefail
# shellcheck source=test/live/vm/debian.sh
. "$(dirname "$0")/debian.sh"
# Before this script claims its own: the modules are those of that kernel.
machine=$("$here/build.sh" | tail -n 1)
claim vm-root "$0" "$here/build.sh" "$here/debian.sh"

debian "$work/made" --variant=minbase \
  --include=ca-certificates,cryptsetup-bin,docker.io,e2fsprogs,iproute2,iptables,kmod,procps
cp -r "$machine/modules" "$work/made/usr/lib/modules"
# The way to packages is this machine's, and that one has none.
rm -rf "$work/made"/etc/apt/{sources.list,apt.conf.d/99mmdebstrap} "$work/made"/var/{lib/apt/lists,cache/apt}/*
# Whoever starts Docker here leaves the cgroups to this line.
printf 'cgroup /sys/fs/cgroup cgroup2 defaults 0 0\n' >"$work/made/etc/fstab"
made

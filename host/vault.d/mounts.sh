# shellcheck shell=bash
# From a backing file or device to a mounted filesystem, and who uses it.
# shellcheck disable=SC2034,SC2154 # the variables are vault's

# Where they are built in, or modprobe is not there, the devices say what the kernel has.
load_modules() { modprobe -qa "$@" 2>/dev/null || true; }

# Prints the loop device of the backing and whether it goes with its last user (loop(4), LO_FLAGS_AUTOCLEAR); nothing where there is none.
loop_of_backing() { losetup --noheadings --output NAME,AUTOCLEAR --associated "$backing" 2>/dev/null | head -n 1; }

# The loop device of a vault goes with its mount. Who looks at it at that moment, as udev does, holds it a little longer, and
# it is gone for whoever took it for there.
loop_settled() {
  local goes tries=30
  if mounted "$folder/fs" || mounted "$open" || [ -e "/dev/mapper/$mapped" ]; then return; fi
  while read -r _ goes < <(loop_of_backing) && [ "${goes:-0}" = 1 ] && [ "$tries" -gt 0 ]; do
    tries=$((tries - 1))
    sleep 0.1
  done
}

# Prints the block device of the backing; a loop device of an interrupted run is used again.
attach() {
  if [ -n "$device" ]; then
    printf '%s\n' "$device"
    return
  fi
  local loop
  loop_settled
  read -r loop _ < <(loop_of_backing) || loop=
  if [ -z "$loop" ]; then
    loop=$(losetup --find --show "$backing") || die "no loop device is free; see losetup"
    # Without it, each page would be cached twice; not every filesystem below can do it.
    losetup --direct-io=on "$loop" 2>/dev/null || true
  fi
  printf '%s\n' "$loop"
}

detach() {
  local loop
  for loop in $(losetup --noheadings --output NAME --associated "$backing" 2>/dev/null); do
    losetup --detach "$loop" 2>/dev/null || true
  done
}

claim_device() {
  [ -b "$device" ] || die "$device is not a block device; see lsblk"
  local found
  found=$(wipefs --noheadings --output TYPE "$device" 2>/dev/null | head -n 1 | tr -d ' ')
  [ -z "$found" ] || die "$device holds $found already; wipe it with wipefs if nobody needs that"
  size=$(($(blockdev --getsize64 "$device") / 1048576))
}

mounted() {
  local at
  while read -r _ _ _ _ at _; do
    [ "$at" != "$1" ] || return 0
  done </proc/self/mountinfo
  return 1
}

# A FUSE mount whose process died still stands there, but cannot be read.
is_open() {
  mounted "$open" || return 1
  # Not stat: for a second, the kernel answers that from memory.
  ls "$open" >/dev/null 2>&1 && return
  umount --lazy "$open"
  return 1
}

# Who only looks, as a search does at every folder and fscrypt at every filesystem, is gone in a moment. usage: unmount <where> [tries]
unmount() {
  local tries=${2:-20}
  until umount "$1" 2>/dev/null; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.1
  done
}

unmount_fs() { unmount "$folder/fs" 50 || die "$folder/fs is in use; stop what works there"; }

# Takes down what an interrupted or failed run left.
tidy() {
  if mounted "$open"; then umount "$open" 2>/dev/null || return 0; fi
  # gocryptfs ends a moment after its mount.
  if mounted "$folder/fs"; then unmount_fs; fi
  if [ -e "/dev/mapper/$mapped" ]; then luks_unmap; fi
  detach
}

abandon() {
  tidy || true
  if [ -n "$device" ]; then wipefs --quiet --all "$device" 2>/dev/null || true; fi
  rm -f "$backing" "$meta" "$meta.part" "$folder/importing" "$folder/imported"
  rmdir "$folder/fs" "$folder" 2>/dev/null || true
}

# A vault that never became ready holds nothing of anybody's.
forget_incomplete() {
  [ "$(field state)" = creating ] || return 0
  local wanted=$device
  device=$(field device)
  abandon
  device=$wanted
}

mount_fs() {
  catch_up "$1"
  [ $# = 2 ] || mkdir -p "$folder/fs"
  mount -t ext4 -o nosuid,nodev,noatime "$1" "${2:-$folder/fs}" 2>/dev/null ||
    die "its filesystem cannot be mounted; nothing was changed, see vault check $name and dmesg"
}

# The backing may have grown while the vault was closed, or the kernel refused to grow it in use.
catch_up() {
  local blocks
  blocks=$(dumpe2fs -h "$1" 2>/dev/null | awk '$1 == "Block" && $2 == "count:" {print $3}')
  [ -n "$blocks" ] || die "its filesystem is damaged; nothing was touched, restore the backing from a backup"
  # ext4 leaves a last block group that is too small unused, so a small difference is no growth.
  [ $(($(blockdev --getsize64 "$1") / 4096 - blocks)) -ge 2048 ] || return 0
  e2fsck -f -p "$1" >/dev/null 2>&1 || [ $? = 1 ] || die "its filesystem has errors; make a copy of the backing, then run e2fsck on it"
  resize2fs "$1" >/dev/null 2>&1 || die "its filesystem did not grow with its backing; nothing is lost, see dmesg"
}

grow_fs() {
  resize2fs "$1" >/dev/null 2>&1 || die "its backing has grown, but this kernel does not grow a filesystem in use; close and open it"
}

# Discarding would punch holes into the reserved file.
make_fs() { mkfs.ext4 -q -F -b 4096 -m 0 -E nodiscard "$@" || die "mkfs.ext4 failed; see dmesg"; }

check_fs() {
  local loop
  loop=$(attach)
  e2fsck -n -f "$loop" >/dev/null 2>&1 || {
    detach
    die "its filesystem has errors; make a copy of the backing, then run e2fsck on it"
  }
  detach
}

mount_number() { awk -v at="$open" '$5 == at {print $3}' /proc/self/mountinfo | tail -n 1; }

# Mounts of the same filesystem outside the vault's own folders, in any container.
users_elsewhere() {
  local number
  number=$(mount_number)
  { cat /proc/[0-9]*/mountinfo 2>/dev/null || true; } |
    awk -v number="$number" -v a="$open" -v b="$folder/fs" '$3 == number && $5 != a && $5 != b {print $5}' | sort -u | paste -sd ' '
}

processes_inside() {
  { find /proc/[0-9]*/fd /proc/[0-9]*/cwd -maxdepth 1 -lname "$open*" 2>/dev/null || true; } | name_processes
}

# Paths below /proc in, words like "sleep (123)" out.
name_processes() {
  local path pid
  while IFS= read -r path; do
    pid=${path#/proc/} pid=${pid%%/*}
    printf '%s (%s)\n' "$(cat "/proc/$pid/comm" 2>/dev/null)" "$pid"
  done | sort -u | head -n 5 | paste -sd ' '
}

# A mount namespace made meanwhile may have a copy of the mount, through which the data can still be read.
await_release() {
  local holders tries=60
  while holders=$(processes_seeing "$1") && [ -n "$holders" ]; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || die "unmounted, but still mounted for $holders in another mount namespace; end that, then close again"
    sleep 0.5
  done
}

processes_seeing() {
  { grep -lE "^[0-9]+ [0-9]+ $1 [^ ]+ $open " /proc/[0-9]*/mountinfo 2>/dev/null || true; } | name_processes
}

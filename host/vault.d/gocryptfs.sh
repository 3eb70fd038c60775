# shellcheck shell=bash
# gocryptfs: a FUSE filesystem with AES-256-GCM over an ext4 in a loop file, which bounds its size. Slow, but needs little of the kernel.
# shellcheck disable=SC2154 # the variables are vault's

gocryptfs_packages() { printf 'gocryptfs fuse3 e2fsprogs'; }

gocryptfs_kernel() {
  load_modules fuse loop
  if [ ! -e /dev/fuse ]; then
    printf 'the kernel has no FUSE'
  elif [ ! -e /dev/loop-control ]; then
    printf 'the kernel has no loop devices'
  fi
}

gocryptfs_missing() {
  if ! command -v gocryptfs >/dev/null || ! command -v fusermount3 >/dev/null || ! command -v mkfs.ext4 >/dev/null; then
    needs_packages gocryptfs
  fi
}

gocryptfs_format() {
  make_fs "$1"
  mount_fs "$1"
  mkdir "$folder/fs/cipher"
  printf '%s\n' "$key" | gocryptfs -q -init "$folder/fs/cipher" >/dev/null 2>&1 || die "gocryptfs -init failed; see dmesg"
  sync -f "$folder/fs"
  unmount_fs
}

gocryptfs_open() {
  local code=0
  mount_fs "$1"
  losetup --detach "$1"
  # The process that stays must hold neither the lock nor the caller's pipes. Root may allow others without /etc/fuse.conf.
  # Nobody changes the files beside it, so what the kernel has read stays known when a file is opened again (-kernel_cache).
  printf '%s\n' "$key" | gocryptfs -q -allow_other -nosuid -nodev -kernel_cache "$folder/fs/cipher" "$open" >/dev/null 2>&1 {lock_fd}>&- || code=$?
  [ "$code" != 12 ] || die "the key does not fit; nothing was changed, give the right one"
  [ "$code" = 0 ] || die "gocryptfs failed with status $code; see its man page and the system log"
}

gocryptfs_grow() { grow_fs "$1"; }

gocryptfs_rewrap() { printf '%s\n%s\n' "$1" "$2" | gocryptfs -q -passwd "$folder/fs/cipher" >/dev/null 2>&1; }

# To wrap the data key again with the same key is the tool's only way to ask whether it fits.
gocryptfs_fits() { gocryptfs_rewrap "$2" "$2"; }

gocryptfs_rekey() {
  mounted "$folder/fs" || mount_fs "$1"
  gocryptfs_rewrap "$old_key" "$new_key" || gocryptfs_rewrap "$new_key" "$new_key" ||
    die "neither key fits; nothing was changed, give the right ones"
  sync -f "$folder/fs"
}

gocryptfs_verify() {
  [ "$(findmnt --noheadings --output FSTYPE,SOURCE --mountpoint "$open" | tr -s ' ')" = "fuse.gocryptfs $folder/fs/cipher" ] ||
    die "mounted, but not through gocryptfs; close it and look at $open"
}

gocryptfs_verify_closed() { check_fs; }

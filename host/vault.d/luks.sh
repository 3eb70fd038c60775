# shellcheck shell=bash
# LUKS2 on a loop file or a block device: dm-crypt, AES-256 in XTS mode.
# shellcheck disable=SC2154 # the variables are vault's

# A generated key has 190 bits of its own: a slow hash would add nothing but time to every start of the machine.
readonly luks_hash=(--pbkdf pbkdf2 --pbkdf-force-iterations 10000)

luks_packages() { printf 'cryptsetup-bin e2fsprogs'; }

luks_kernel() {
  load_modules dm-crypt loop
  if [ ! -e /dev/mapper/control ]; then
    printf 'the kernel has no device mapper'
  elif command -v dmsetup >/dev/null && ! dmsetup targets 2>/dev/null | grep '^crypt ' >/dev/null; then
    printf 'the kernel has no dm-crypt'
  fi
}

luks_missing() {
  if ! command -v cryptsetup >/dev/null || ! command -v mkfs.ext4 >/dev/null; then needs_packages luks; fi
}

luks_fits() { printf '%s' "$2" | cryptsetup open --test-passphrase --key-file - "$1" 2>/dev/null; }

luks_format() {
  printf '%s' "$key" | cryptsetup luksFormat --batch-mode --type luks2 --cipher aes-xts-plain64 --key-size 512 --hash sha256 \
    "${luks_hash[@]}" --key-file - "$1" >/dev/null ||
    die "cryptsetup luksFormat failed on $1; see dmesg"
  luks_map "$1"
  make_fs "/dev/mapper/$mapped"
  luks_unmap
}

# udev looks into each new device for a moment.
luks_unmap() {
  local tries=20
  until cryptsetup close "$mapped" 2>/dev/null; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || die "$mapped is in use; see lsblk"
    sleep 0.2
  done
}

luks_map() {
  local code=0
  printf '%s' "$key" | cryptsetup open --type luks2 --key-file - "$1" "$mapped" 2>/dev/null || code=$?
  [ "$code" != 2 ] || die "the key does not fit; nothing was changed, give the right one"
  [ "$code" = 0 ] || cryptsetup isLuks --type luks2 "$1" 2>/dev/null ||
    die "its LUKS header is damaged; nothing was touched, restore the backing from a backup"
  [ "$code" = 0 ] || die "cryptsetup open failed with status $code; see dmesg"
}

luks_open() {
  luks_map "$1"
  mount_fs "/dev/mapper/$mapped" "$open"
  # In use, it goes away with the mapping.
  if [ -z "$device" ]; then losetup --detach "$1"; fi
}

luks_grow() {
  if ! luks_grown "$1"; then
    [ -n "$key" ] || read_key key
    printf '%s' "$key" | cryptsetup resize --key-file - "$mapped" 2>/dev/null ||
      die "the key does not fit, or cryptsetup resize failed; nothing is lost, repeat it"
  fi
  grow_fs "/dev/mapper/$mapped"
}

luks_grown() {
  local offset
  offset=$(cryptsetup status "$mapped" | awk '$1 == "offset:" {print $2 * 512}')
  [ "$(blockdev --getsize64 "/dev/mapper/$mapped")" = $(($(blockdev --getsize64 "$1") - offset)) ]
}

luks_rekey() {
  if ! luks_fits "$1" "$new_key"; then
    luks_fits "$1" "$old_key" || die "neither key fits; nothing was changed, give the right ones"
    cryptsetup luksAddKey --batch-mode "${luks_hash[@]}" --key-file <(printf '%s' "$old_key") "$1" \
      <(printf '%s' "$new_key") || die "cryptsetup luksAddKey failed; the old key still fits, repeat it"
  fi
  if luks_fits "$1" "$old_key"; then
    printf '%s' "$old_key" | cryptsetup luksRemoveKey --batch-mode --key-file - "$1" ||
      die "cryptsetup luksRemoveKey failed; both keys fit, repeat it"
  fi
}

luks_verify() {
  local facts
  facts=$(cryptsetup status "$mapped" 2>/dev/null) || die "mounted, but not through dm-crypt; close it and look at $open"
  [ "$(findmnt --noheadings --output SOURCE --mountpoint "$open")" = "/dev/mapper/$mapped" ] ||
    die "another filesystem is mounted at $open; unmount it"
  [[ $facts =~ type:\ *LUKS2 && $facts =~ cipher:\ *aes-xts-plain64 ]] ||
    die "its encryption is not LUKS2 with aes-xts; make a new vault and copy"
}

luks_verify_closed() {
  local loop
  loop=$(attach)
  cryptsetup isLuks --type luks2 "$loop" || die "its LUKS header is damaged; restore the backing from a backup"
  detach
}

# shellcheck shell=bash
# ext4's own encryption (v2 policy, AES-256 in XTS mode) in a loop file. The tool wraps the data key, so a new key rewrites no data.
# shellcheck disable=SC2154 # the variables are vault's

fscrypt_packages() { printf 'fscrypt e2fsprogs'; }

fscrypt_kernel() {
  load_modules ext4 loop
  if [ ! -e /sys/fs/ext4/features/encryption ]; then
    printf 'the kernel has ext4 without encryption'
  elif [ ! -e /dev/loop-control ]; then
    printf 'the kernel has no loop devices'
  fi
}

fscrypt_missing() {
  if ! command -v fscrypt >/dev/null || ! command -v mkfs.ext4 >/dev/null || [ ! -e /etc/fscrypt.conf ]; then needs_packages fscrypt; fi
}

# `fscrypt setup` would also make a folder on the root filesystem, which nothing here uses.
fscrypt_setup() {
  [ ! -e /etc/fscrypt.conf ] || return 0
  (
    umask 022
    cat >/etc/fscrypt.conf <<'CONF'
{
	"source": "custom_passphrase",
	"hash_costs": {"time": "1", "memory": "65536", "parallelism": "1", "truncation_fixed": true},
	"options": {"padding": "32", "contents": "AES_256_XTS", "filenames": "AES_256_CTS", "policy_version": "2"},
	"use_fs_keyring_for_v1_policies": false,
	"allow_cross_user_metadata": false
}
CONF
  )
}

fscrypt_format() {
  local out
  make_fs -O encrypt "$1"
  mount_fs "$1"
  mkdir "$folder/fs/inner"
  fscrypt setup --quiet "$folder/fs" </dev/null >/dev/null 2>&1 || die "fscrypt setup failed; see dmesg"
  out=$(printf '%s\n' "$key" | fscrypt encrypt "$folder/fs/inner" --quiet --source=custom_passphrase --name=vault --no-recovery 2>&1) ||
    die "fscrypt encrypt failed: $out; see dmesg"
  fscrypt_is_strong || die "fscrypt made no v2 policy; set policy_version to 2 in /etc/fscrypt.conf"
  # The protector and its policy must not be lost while the data that needs them is there.
  sync -f "$folder/fs"
  unmount_fs
}

fscrypt_is_strong() {
  local facts
  facts=$(fscrypt status "$folder/fs/inner" 2>/dev/null) || return 1
  grep -q 'contents:AES_256_XTS.*policy_version:2' <<<"$facts" && grep -q 'Unlocked: *Yes' <<<"$facts"
}

fscrypt_open() {
  local out unfit='the key does not fit; nothing was changed, give the right one'
  mount_fs "$1"
  # In use, it goes away with the mount.
  losetup --detach "$1"
  if ! out=$(printf '%s\n' "$key" | fscrypt unlock "$folder/fs/inner" --quiet 2>&1); then
    out=$(tr -s ' \n' ' ' <<<"$out")
    case $out in
      *'incorrect key'*) die "$unfit" ;;
      # Another mount namespace that still has the filesystem keeps it unlocked.
      *'already unlocked'*) fscrypt_fits "$1" "$key" || die "$unfit" ;;
      *) die "fscrypt unlock failed: ${out#*: }; see dmesg" ;;
    esac
  fi
  mount --bind "$folder/fs/inner" "$open"
}

fscrypt_grow() { grow_fs "$1"; }

fscrypt_rewrap() {
  printf '%s\n%s\n' "$1" "$2" |
    fscrypt metadata change-passphrase --quiet --protector="$folder/fs:$(ls "$folder/fs/.fscrypt/protectors")" >/dev/null 2>&1
}

# To wrap the data key again with the same key is the tool's only way to ask whether it fits.
fscrypt_fits() { fscrypt_rewrap "$2" "$2"; }

fscrypt_rekey() {
  mounted "$folder/fs" || mount_fs "$1"
  fscrypt_rewrap "$old_key" "$new_key" || fscrypt_rewrap "$new_key" "$new_key" ||
    die "neither key fits; nothing was changed, give the right ones"
  sync -f "$folder/fs"
}

fscrypt_verify() {
  fscrypt_is_strong || die "mounted, but not encrypted with a v2 policy; close it and look at $open"
  [ "$(stat -c %d:%i "$open")" = "$(stat -c %d:%i "$folder/fs/inner")" ] || die "another folder is mounted at $open; unmount it"
}

fscrypt_verify_closed() { check_fs; }

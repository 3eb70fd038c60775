# shellcheck shell=bash
# What all methods share: names, metadata, lock, key, backing file, mounts.
# shellcheck disable=SC2034,SC2154 # the variables are vault's and the methods'

name='' method='' size='' device='' owner='' from='' sparse='' must_be_open='' state='' key='' old_key='' new_key=''

say() { printf 'vault: %s%s\n' "${name:+$name: }" "$*"; }
die() {
  printf 'vault: %s%s\n' "${name:+$name: }" "$*" >&2
  exit 1
}

use_name() {
  [[ ${1:-} =~ ^[a-z0-9][a-z0-9-]{0,62}$ ]] || die "a name has lower-case letters, digits and -, got \"${1:-}\"; give one"
  name=$1 folder=$root/vaults/$1 open=$root/open/$1
  meta=$folder/vault.json backing=$folder/backing mapped=kailash-$1
}

# json KEY VALUE …: one flat object; true, false and whole numbers bare, all else quoted.
json() {
  local separator='' value
  printf '{'
  while [ $# -gt 0 ]; do
    value=${2//\\/\\\\} value=${value//\"/\\\"}
    [[ $value =~ ^(true|false|0|[1-9][0-9]*)$ ]] || value="\"$value\""
    printf '%s"%s": %s' "$separator" "$1" "$value"
    separator=', '
    shift 2
  done
  printf '}'
}

field() {
  local text=''
  [ ! -e "$meta" ] || text=$(<"$meta")
  if [[ $text =~ \"$1\":\ \"?([^\",}]*) ]]; then printf '%s' "${BASH_REMATCH[1]}"; fi
}

write_meta() {
  json version 1 name "$name" method "$method" sizeMiB "${size:-0}" device "$device" owner "$owner" sparse "$sparse" state "$state" \
    >"$meta.part"
  sync "$meta.part"
  mv "$meta.part" "$meta"
  sync "$folder"
}

load() {
  case $(field state) in
    ready) ;;
    creating) die "its creation was interrupted, so it holds nothing; create it again" ;;
    *) die "there is no such vault; create it" ;;
  esac
  local asked=$method
  method=$(field method) owner=$(field owner)
  [ -z "$asked" ] || [ "$asked" = "$method" ] || die "was made with $method, not $asked; leave --method out, or make a new one and copy"
  local reason
  # Also loads what the kernel has as modules.
  reason=$("${method}_kernel")
  [ -n "$reason" ] || reason=$("${method}_missing")
  [ -z "$reason" ] || die "$reason"
}

# One command per vault at a time. The kernel releases the lock of a killed one.
lock() {
  mkdir -p "$root/locks"
  exec {lock_fd}>"$root/locks/$name"
  flock --wait 120 "$lock_fd" || die "another command has been working on it for two minutes; try again later"
}

read_key() {
  local line=''
  [ ! -t 0 ] || die "the key is read from standard input; pipe it in"
  IFS= read -r line || [ -n "$line" ] || die "no key on standard input; pipe it in, one line each"
  # Keys are generated: their length is their strength, the methods' slow hashes add little.
  [ ${#line} -ge 32 ] || die "the key has ${#line} characters; give 32 or more, generated"
  printf -v "$1" '%s' "$line"
}

# A key, and on a second line the one that it replaces, if there is one.
read_keys() {
  read_key key
  IFS= read -r old_key || [ -n "$old_key" ] || return 0
  new_key=$key
}

# Prints nothing where it fits. Asked first: fallocate would fill the disk before it fails.
does_not_fit() {
  local free out
  free=$(df --output=avail -BM "$folder" | tail -n 1 | tr -dc 0-9)
  [ "$2" -le "$free" ] || { printf '%s MiB are free' "$free" && return; }
  out=$(fallocate --length "$1MiB" "$backing" 2>&1) || printf '%s' "${out##*: }"
}

reserve() {
  local before reason
  before=$(stat -c %s "$backing" 2>/dev/null || echo 0)
  if [ "$sparse" = yes ]; then
    # Never less: a growth that was cut off before it was written down may have been taken by the filesystem already.
    truncate --size ">$1M" "$backing"
    return
  fi
  reason=$(does_not_fit "$1" $(($1 - before / 1048576)))
  [ -n "$reason" ] || return 0
  # Only what this call added is given back.
  [ ! -e "$backing" ] || truncate --size "$before" "$backing"
  die "$1 MiB do not fit below $root: $reason; make room or choose less"
}

require_whole() {
  local wanted found
  device=$(field device)
  if [ -n "$device" ]; then
    [ -b "$device" ] || die "its device $device is not here; attach it"
    return
  fi
  wanted=$(($(field sizeMiB) * 1048576))
  found=$(stat -c %s "$backing" 2>/dev/null) || die "its backing file $backing is gone; restore it from a backup"
  [ "$found" -ge "$wanted" ] ||
    die "its backing file is cut off: $found of $wanted bytes are there; nothing was touched, restore $backing from a backup"
}

needs_packages() { printf 'packages are missing: %s; run vault install %s' "$("$1_packages")" "$1"; }

describe() {
  local now problem='' used=0 free=0
  now=closed
  if [ "$(field state)" != ready ]; then
    now=incomplete
  elif is_open; then
    now=open
    read -r used free < <(df --output=used,avail -BM "$open" | tail -n 1 | tr -d M)
  fi
  [ "$now" = incomplete ] || problem=$(require_whole 2>&1) || true
  json name "$name" method "$(field method)" state "$now" sizeMiB "$(field sizeMiB)" usedMiB "$used" freeMiB "$free" \
    data "$open/data" problem "$problem"
}

status() {
  local separator='' file
  if [ -n "$name" ]; then
    [ -e "$meta" ] || die "there is no such vault; create it"
    describe
  else
    printf '['
    for file in "$root"/vaults/*/vault.json; do
      [ -e "$file" ] || continue
      use_name "$(basename "$(dirname "$file")")"
      printf '%s' "$separator"
      describe
      separator=', '
    done
    printf ']'
  fi
  printf '\n'
}

# shellcheck shell=bash
# Takes over what a plain volume held: copied beside the data, compared, then put in its place. Killed anywhere, it is repeated.
# shellcheck disable=SC2154 # the variables are vault's

# The folder of a volume, given by its last two parts. Users whom sudo lets run this could have any folder read or moved
# otherwise: where only root makes folders, only the engine has made one of that name.
require_volume() {
  local path=${1%/*} wanted=$2
  [[ $1 == /*/"$wanted"/_data && $1 != *//* && $1 != */./* && $1 != */../* && ! -L $1 ]] || return 1
  while [ -n "$path" ]; do
    only_root_changes "$path" || return 1
    path=${path%/*}
  done
}

# A folder of root's, in which others make nothing, or nothing in place of what is there (inode(7), S_ISVTX).
only_root_changes() {
  local kind uid mode
  read -r uid mode kind < <(stat -c '%u %a %F' "$1" 2>/dev/null) || return 1
  [ "$kind" = directory ] && [ "$uid" = 0 ] && { ((!(8#$mode & 8#22))) || ((8#$mode & 8#1000)); }
}

# The volume that keeps what was in the clear, as components/core/names.ts makes its name: too long ones are cut and have a hash.
require_kept() {
  local whole=$name-plain volume=${1%/_data}
  volume=${volume##*/}
  if [ ${#whole} -gt 63 ] && [[ $volume =~ ^(.{54})-[0-9a-f]{8}$ ]] && [ "${BASH_REMATCH[1]}" = "${whole:0:54}" ]; then whole=$volume; fi
  require_volume "$1" "$whole" ||
    die "$2 must be the folder of the volume $name-plain, where only root makes folders, got \"$1\"; give what docker volume inspect says"
}

# One rename: done wholly or not at all, and already done where it was cut off after that.
set_aside() {
  require_kept "$2" aside
  { require_volume "$1" "$name" && [ "${1%/*/_data}" = "${2%/*/_data}" ]; } ||
    die "aside must be given the folder of the volume $name, beside that of $name-plain, got \"$1\"; give what docker volume inspect says"
  [ -e "$1" ] || return 0
  [ -z "$(ls -A "$2" 2>/dev/null)" ] || die "the volume $name-plain holds data of an earlier migration; nothing was changed, look at both"
  mv -T "$1" "$2"
}

# What a folder holds, one line each: kind, mode, owner and name; then sums of the files.
inventory() {
  cd "$1" || return
  find . -mindepth 1 \( -type d -printf '%y %m %U:%G %p\0' -o -printf '%y %m %U:%G %s %l %p\0' \) | sort -z | tr '\0' '\n'
  find . -type f -print0 | sort -z | xargs -0 --no-run-if-empty sha256sum
}

free_mib() { df --output=avail -BM "$1" | tail -n 1 | tr -dc 0-9; }

import_data() {
  [ ! -e "$folder/imported" ] || return 0
  if [ -z "$from" ]; then
    [ ! -e "$folder/importing" ] || die "the copy that it was to begin with was cut off, and its source is gone; bring that back, or delete the vault"
    return 0
  fi
  [ -d "$from" ] || die "--from must be a folder, got \"$from\"; give the one that holds the data"
  # Only a vault that nothing has used yet, or an earlier copy, is written over.
  [ -e "$folder/importing" ] || [ -z "$(ls -A "$open/data")" ] ||
    die "holds data already, and $from is there too; nothing was changed, remove the one that is not needed"
  touch "$folder/importing"
  sync "$folder"
  rm -rf "$open/data.part"
  local needed place there copied
  needed=$(du -sm "$from" | cut -f 1)
  for place in "$open" "$folder"; do
    [ "$needed" -lt "$(free_mib "$place")" ] ||
      die "$needed MiB of data do not fit, $(free_mib "$place") MiB are free in $place; nothing was changed, make room and repeat"
  done
  cp -a "$from" "$open/data.part" || die "copying from $from failed; nothing was changed there, repeat it"
  sync -f "$open"
  there=$(inventory "$from") || die "$from cannot be read wholly; nothing was changed, repeat it"
  copied=$(inventory "$open/data.part") || die "what was copied from $from cannot be read; nothing was changed there, repeat it"
  [ "$there" = "$copied" ] ||
    die "what was copied differs from $from; nothing was changed there, stop what writes to it and repeat"
  rm -rf "$open/data"
  mv "$open/data.part" "$open/data"
  sync -f "$open"
  mv "$folder/importing" "$folder/imported"
  sync "$folder"
  say "has the data of $from, compared file by file"
}

# shellcheck shell=bash
# Takes over what a plain volume held: copied beside the data, compared, then put in its place. Killed anywhere, it is repeated.
# shellcheck disable=SC2154 # the variables are vault's

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

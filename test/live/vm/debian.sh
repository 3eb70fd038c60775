# shellcheck shell=bash
# shellcheck disable=SC2034 # the variables are the builders'
# What the builders of the machine's parts share: programs, a folder of the cache, and this machine's way to Debian.

cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/kailash-platform
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# ensure_programs <program>:<package>…
ensure_programs() {
  local pair missing=() install
  for pair; do command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  export DEBIAN_FRONTEND=noninteractive
  install=(apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}")
  "${install[@]}" >&2 || { apt-get update >&2 && "${install[@]}" >&2; }
}

# claim <name> <file>…: the folder of the cache for what these files make. Where it is there, prints it and ends the script;
# else this run alone makes it, from $work.
claim() {
  local name=$1
  shift
  folder=$cache/$name-$(cat "$@" | sha256sum | cut -c 1-12)
  mkdir -p "$cache"
  exec 9>"$cache/$name.lock"
  flock 9
  if [ -e "$folder" ]; then
    echo "$folder"
    exit
  fi
  # The door removes those whose process is gone.
  work=$(mktemp -d "$cache/unfinished.$$.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  mkdir "$work/made"
}

# made: $work/made is complete.
made() {
  mv "$work/made" "$folder"
  echo "$folder"
}

# debian <folder> <option>…: a Debian there, without what only people read.
debian() {
  local to=$1 mirror=()
  shift
  "$here/../../../images/base/network.sh" "$work"
  if [ -s "$work/sources.list" ]; then mirror=("$work/sources.list"); fi
  mmdebstrap --quiet --components=main --aptopt="$work/apt-host.conf" --aptopt='Acquire::Languages "none"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
    "$@" bookworm "$to" "${mirror[@]}" >&2
}

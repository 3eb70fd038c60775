# shellcheck shell=bash
# One line per step, its time on record, root rights only where needed, and nothing half-done after an interruption.

: "${root:?}"
# Timers and services run without a home; a folder that others could have made first, such as one in /tmp, is none.
if [[ ${HOME:-} != /* ]]; then
  unset HOME
  HOME=~
  export HOME
fi
# Steps and operations run in other folders than the caller's; an empty text counts as absent.
for name in KAILASH_CACHE KAILASH_HOME; do
  if [[ -z ${!name:-} ]]; then
    unset "$name"
  elif [[ ${!name} != /* ]]; then
    export "$name=$PWD/${!name}"
  fi
done
[[ ${XDG_CACHE_HOME:-} == /* ]] || XDG_CACHE_HOME=$HOME/.cache
cache=${KAILASH_CACHE:-$XDG_CACHE_HOME/kailash-platform}
export KAILASH_CACHE=$cache
records=$root/.platform
log=$records/door.log
talkative=
child=
scratch=

say() { printf '%s\n' "$*" >&2; }

# fail <where: what is wrong; what to do>: the one message of a step that cannot be done.
fail() {
  say "$*"
  exit 1
}

now_ms() {
  local time=${EPOCHREALTIME//[.,]/}
  echo $((time / 1000))
}

seconds_since() {
  local took=$(($(now_ms) - $1))
  printf '%d.%d' $((took / 1000)) $((took % 1000 / 100))
}

# record <step> <source> <start>: a JSON line for those who ask later how long the way to a working machine was.
record() {
  mkdir -p "$records" 2>/dev/null || return 0
  printf '{"step":"%s","source":"%s","seconds":%s,"at":"%s"}\n' "$1" "$2" "$(seconds_since "$3")" \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" 2>/dev/null >>"$records/setup.jsonl" || true
}

# there <step> <what> <source> <start>: nothing to do.
there() {
  [[ -n $talkative ]] || return 0
  say "$1: $2, already there ($3), $(seconds_since "$4") s"
  record "$1" "there" "$4"
}

# done_line <step> <what> <source> <start>
done_line() {
  say "$1: $2 from $3, done in $(seconds_since "$4") s"
  record "$1" "$3" "$4"
}

# run <command>: in a process group of its own, so that an interruption ends everything it started.
run() {
  local status=0
  set -m
  "$@" </dev/null &
  child=$!
  set +m
  wait "$child" || status=$?
  child=
  return "$status"
}

# quietly <command>: output goes to the log, its end is shown if the command fails.
quietly() {
  local status=0
  mkdir -p "$records"
  : >"$log"
  run "$@" >>"$log" 2>&1 || status=$?
  return "$status"
}

log_end() { [[ ! -s $log ]] || tail -n 12 "$log" | sed 's/^/  | /' >&2; }

make_scratch() {
  mkdir -p "$cache" 2>/dev/null || fail "cache: cannot write to \"$cache\"; set KAILASH_CACHE to a folder that you own"
  local old owner
  for old in "$cache"/unfinished.*; do
    owner=${old##*/unfinished.}
    owner=${owner%%.*}
    [[ ! -d $old || -d /proc/$owner ]] || rm -rf "$old"
  done
  scratch=$(mktemp -d "$cache/unfinished.$$.XXXXXX")
}

drop_scratch() {
  [[ -z $scratch ]] || rm -rf "$scratch"
  scratch=
}

leave() {
  local status=$1
  trap - EXIT INT TERM HUP
  if [[ -n $child ]]; then
    kill -TERM -- "-$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
  fi
  drop_scratch
  exit "$status"
}
trap 'leave $?' EXIT
trap 'say "interrupted; nothing half-done is left, run the same command again"; leave 130' INT
trap 'leave 143' TERM
trap 'leave 129' HUP

# Two doors at once would install the same things twice; the second waits.
lock_door() {
  mkdir -p "$records" 2>/dev/null || return 0
  # Of another user, as after a sudo ./platform.
  { exec 9>"$records/door.lock"; } 2>/dev/null || return 0
  flock -n 9 && return
  say "door: another ./platform is preparing this checkout; waiting for it"
  flock 9
}

unlock_door() { exec 9>&-; }

network_variables=http_proxy,https_proxy,no_proxy,HTTP_PROXY,HTTPS_PROXY,NO_PROXY,ALL_PROXY,SSL_CERT_FILE,SSL_CERT_DIR
network_variables+=,DEBIAN_FRONTEND,NEEDRESTART_MODE

# Where what root's commands say goes, if it is not shown.
root_log=

root_command() {
  if [[ -n $root_log ]]; then
    "$@" >>"$root_log" 2>&1 9>&-
  else
    "$@" 9>&-
  fi
}

# pasteable <word>…: as a shell takes it, also where a folder's name has blanks.
pasteable() {
  local words
  printf -v words '%q ' "$@"
  printf '%s' "${words% }"
}

# as_root <why> <command>: root's command as it is, or one command by sudo, said before.
as_root() {
  local why=$1
  shift
  if [[ $EUID -eq 0 ]]; then
    root_command "$@"
  elif command -v sudo >/dev/null; then
    say "sudo: $(pasteable "$@") ($why)"
    root_command sudo "--preserve-env=$network_variables" "$@"
  else
    fail "$why: needs root, and there is no sudo; run as root: $(pasteable "$@")"
  fi
}

# apt_install <step> <package>…
apt_install() {
  local step=$1 status=0
  shift
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a
  mkdir -p "$records"
  : >"$log"
  root_log=$log
  as_root "$step" apt-get -q -y install --no-install-recommends "$@" || {
    as_root "$step" apt-get -q update || true
    as_root "$step" apt-get -q -y install --no-install-recommends "$@" || status=$?
  }
  root_log=
  return "$status"
}

# ensure_commands <for what> <command>…: programs whose Debian package has the same name.
ensure_commands() {
  local purpose=$1 start name missing=()
  shift
  start=$(now_ms)
  for name in "$@"; do command -v "$name" >/dev/null || missing+=("$name"); done
  if [[ ${#missing[@]} -eq 0 ]]; then
    there tools "$*" PATH "$start"
    return
  fi
  command -v apt-get >/dev/null || fail "tools: $purpose need ${missing[*]}, and there is no apt to install them with; install them yourself and put them on the PATH"
  say "tools: installing ${missing[*]} with apt, for $purpose …"
  apt_install tools "${missing[@]}" || {
    log_end
    fail "tools: apt could not install ${missing[*]} (its last lines are above); install them yourself and put them on the PATH"
  }
  done_line tools "${missing[*]}" apt "$start"
}

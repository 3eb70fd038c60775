# shellcheck shell=bash
# A Docker engine that answers and is new enough: the one that is there, started if need be, or Debian's docker.io.

engine_minimum=20.10
engine_log=${KAILASH_ENGINE_LOG:-/var/log/dockerd.log}
engine_version=
engine_error=

engine_answers() {
  local answer
  command -v docker >/dev/null || return 1
  if answer=$(timeout 15 docker version --format '{{.Server.Version}}' 2>&1); then
    engine_version=$answer
    return 0
  fi
  engine_error=$answer
  return 1
}

wait_for_engine() {
  local end=$((SECONDS + $1))
  until engine_answers; do
    [[ $engine_error != *'permission denied'* ]] || return 1
    ((SECONDS < end)) || return 1
    sleep 0.3
  done
}

find_dockerd() {
  local place
  for place in "$(command -v dockerd || true)" /usr/sbin/dockerd /usr/local/bin/dockerd /usr/bin/dockerd; do
    [[ -z $place || ! -x $place ]] || {
      echo "$place"
      return
    }
  done
  return 1
}

# runs <pid> <name>: is that process alive, and is it that program?
runs() { [[ $1 =~ ^[0-9]+$ && $(cat "/proc/$1/comm" 2>/dev/null) == "$2"* ]]; }

any_runs() {
  local comm
  for comm in /proc/[0-9]*/comm; do
    [[ $(cat "$comm" 2>/dev/null) != "$1" ]] || return 0
  done
  return 1
}

# clear_remains: an engine that was killed leaves pid files and sockets that keep the next one from starting.
clear_remains() {
  local run_folder=${KAILASH_ENGINE_RUN:-/var/run} file
  any_runs dockerd && return
  file=$run_folder/docker.pid
  if [[ -e $file ]] && ! runs "$(cat "$file")" dockerd; then
    say "engine: removing $file, no such process runs"
    as_root 'a pid file without its process' rm -f "$file"
  fi
  any_runs containerd && return
  for file in "$run_folder/docker/containerd/containerd.pid" "$run_folder/containerd/containerd.sock" "$run_folder/docker.sock"; do
    [[ ! -e $file ]] || as_root 'a socket or pid file without its process' rm -f "$file"
  done
}

# clear_wreck: what can keep even a second start from working: shims whose container is gone, and mounts nobody holds.
clear_wreck() {
  local process mount
  any_runs dockerd && return
  for process in /proc/[0-9]*; do
    [[ $(cat "$process/comm" 2>/dev/null) == containerd-shim ]] || continue
    [[ -n $(cat "$process/task/${process##*/}/children" 2>/dev/null) ]] ||
      as_root 'a shim whose container is gone' kill -KILL "${process##*/}" || true
  done
  awk '$2 ~ "^/var/lib/docker/(overlay2|containers)/" {print $2}' /proc/mounts | sort -r | while read -r mount; do
    as_root 'a mount of an engine that is gone' umount -l "$mount" || true
  done
}

start_directly() {
  local daemon
  daemon=$(find_dockerd) || return 1
  # The engine outlives this shell: a passphrase in its variables would stay readable there.
  # shellcheck disable=SC2016 # the inner shell expands them
  as_root 'starting the Docker engine' bash -c 'for name in $(compgen -e); do
  [[ ,HOME,PATH,$0, == *",$name,"* ]] || unset "$name"
done
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
exec setsid nohup "$1" >>"$2" 2>&1 </dev/null &' "$network_variables" "$daemon" "$engine_log"
}

start_engine() {
  clear_remains
  if [[ -d /run/systemd/system ]] && command -v systemctl >/dev/null; then
    root_log=/dev/null as_root 'starting the Docker engine' systemctl start docker && wait_for_engine 60 && engine_way=systemd && return
  elif [[ -x /etc/init.d/docker ]] && command -v service >/dev/null; then
    root_log=/dev/null as_root 'starting the Docker engine' service docker start && wait_for_engine 20 && engine_way=service && return
  fi
  [[ $engine_error != *'permission denied'* ]] || return 1
  engine_way=dockerd
  any_runs dockerd || start_directly || return 1
  wait_for_engine 45 && return
  [[ $engine_error != *'permission denied'* ]] || return 1
  clear_remains
  clear_wreck
  any_runs dockerd || start_directly
  wait_for_engine 60
}

# other_context: the engine that docker asks is not this machine's own; its name is in $context.
context=
other_context() {
  command -v docker >/dev/null || return 1
  context=${DOCKER_CONTEXT:-$(timeout 15 docker context inspect --format '{{.Name}}' 2>/dev/null || true)}
  [[ ! $engine_error =~ [Cc]ontext\ \"([^\"]+)\" ]] || context=${BASH_REMATCH[1]}
  [[ -n $context && $context != default ]]
}

engine_unreachable() {
  if [[ $engine_error == *'permission denied'* ]]; then
    fail "engine: Docker runs, and you may not use it; run \`sudo usermod -aG docker $(id -un)\` and log in again"
  elif [[ -n ${DOCKER_HOST:-} ]]; then
    fail "engine: no Docker engine answers at DOCKER_HOST, got \"$DOCKER_HOST\"; start it, or unset DOCKER_HOST to use this machine's"
  elif other_context; then
    fail "engine: no Docker engine answers in docker's context, got \"$context\"; start it, or use this machine's: docker context use default, and unset DOCKER_CONTEXT"
  fi
  fail "engine: needs a Docker engine $engine_minimum or newer, and $1; install Docker Engine or Docker Desktop (with its WSL integration for this distribution), start it, then run the same command again"
}

engine_new_enough() {
  local major=${engine_version%%.*} rest=${engine_version#*.}
  ((major > 20 || (major == 20 && ${rest%%.*} >= 10)))
}

engine_way=
ensure_engine() {
  local start way=there
  start=$(now_ms)
  if ! engine_answers; then
    [[ -z ${DOCKER_HOST:-} && $engine_error != *'permission denied'* ]] || engine_unreachable
    ! other_context || engine_unreachable
    if ! find_dockerd >/dev/null || ! command -v docker >/dev/null; then
      command -v apt-get >/dev/null || engine_unreachable 'there is none, nor apt to install one with'
      say 'engine: installing docker.io with apt …'
      local packages=(docker.io ca-certificates iptables)
      [[ ! -e /sys/module/apparmor ]] || packages+=(apparmor)
      apt_install engine "${packages[@]}" || {
        log_end
        engine_unreachable 'apt could not install docker.io (its last lines are above)'
      }
      way=apt
    fi
    engine_answers || {
      say 'engine: starting Docker …'
      start_engine || {
        [[ $engine_way != dockerd || ! -r $engine_log ]] || tail -n 12 "$engine_log" | sed 's/^/  | /' >&2
        engine_unreachable 'the one that is installed did not start'
      }
      [[ $way == apt ]] || way=$engine_way
    }
  fi
  engine_new_enough || fail "engine: too old, got $engine_version; needs Docker $engine_minimum or newer; upgrade it (Debian 12's docker.io will do), then run the same command again"
  if [[ $way == there ]]; then
    there engine "Docker $engine_version" "${DOCKER_HOST:-the local socket}" "$start"
  else
    done_line engine "Docker $engine_version" "$way" "$start"
  fi
}

# shellcheck shell=bash
# shellcheck disable=SC2034 # the variables are the scenarios'
# What a scenario says to the test: one line per step, with the step's name, status and words.

vault=/host/vault
key=TheKeyOfTheVaultThatTheTestMakes0123456789
other=AnotherKeyThatDoesNotFitTheVault9876543210
open=/var/lib/kailash-platform/open
vaults=/var/lib/kailash-platform/vaults

step() {
  local name=$1 said status=0
  shift
  said=$("$@" 2>&1) || status=$?
  printf '@@ %s|%s|%s\n' "$name" "$status" "${said//$'\n'/ / }"
}

give() { printf '%s\n' "$1" | "${@:2}"; }

# loud <command>: also on the console, for those who want to know how far it came.
loud() {
  "$@" 2>&1 | tee /dev/console
  return "${PIPESTATUS[0]}"
}

# marker write|read: as an application of the stack; Node.js is only where the door finds it.
marker() {
  local node=(/root/.cache/kailash-platform/node/*/bin/node)
  "${node[0]}" -r ./host/door/register.cjs test/live/vm/engine/marker.ts "$@"
}

# health_checks: how each container's own went, and how long each took.
health_checks() { docker ps --all --quiet | xargs docker inspect --format '{{.Name}} {{.RestartCount}} {{json .State.Health}}'; }

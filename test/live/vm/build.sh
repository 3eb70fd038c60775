#!/usr/bin/env bash
# Makes a Debian kernel and a root in memory for machines whose own kernel has no dm-crypt; prints the folder that holds them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
network=$here/../../../images/base/network.sh
missing=()
for pair in qemu-system-x86_64:qemu-system-x86 cpio:cpio mmdebstrap:mmdebstrap depmod:kmod; do
  command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  install=(apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}")
  "${install[@]}" >&2 || { apt-get update >&2 && "${install[@]}" >&2; }
fi

cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/kailash-platform
folder=$cache/vm-$(sha256sum "$0" | cut -c 1-12)
mkdir -p "$cache"
exec 9>"$cache/vm.lock"
flock 9
if [ -e "$folder/root.cpio" ]; then
  echo "$folder"
  exit
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: *\(linux-image-[0-9].*\)/\1/p' | head -n 1)
(cd "$work" && apt-get -o APT::Sandbox::User=root download "$package" >&2 && dpkg-deb -x "$package"_*.deb kernel)
version=${package#linux-image-}
modules=kernel/lib/modules/$version
mkdir -p "$work/modules/lib/modules/$version"
# What a kernel has built in is not there as a module.
(cd "$work/$modules" && for part in modules.{builtin,order,builtin.modinfo} kernel/{crypto,lib,arch/x86/crypto} \
  kernel/drivers/{md,block,virtio} kernel/fs/{ext4,jbd2,fuse,mbcache.ko}; do
  if [ -e "$part" ]; then cp --parents -r "$part" "$work/modules/lib/modules/$version"; fi
done)
depmod --basedir "$work/modules" "$version"

"$network" "$work"
mirror=()
if [ -s "$work/sources.list" ]; then mirror=("$work/sources.list"); fi
mmdebstrap --quiet --variant=essential --components=main --include=cryptsetup-bin,dmsetup,e2fsprogs,kmod,mount,util-linux \
  --aptopt="$work/apt-host.conf" --aptopt='Acquire::Languages "none"' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
  --customize-hook="copy-in '$work/modules/lib/modules' /usr/lib" \
  bookworm "$work/root" "${mirror[@]}" >&2
(cd "$work/root" && rm -rf var/lib/apt var/lib/dpkg var/cache/apt etc/apt usr/share/zoneinfo)
mkdir -p "$folder"
cp "$work/kernel/boot/vmlinuz-$version" "$folder/kernel"
(cd "$work/root" && find . -xdev | cpio --quiet --create --format=newc >"$folder/root.part")
mv "$folder/root.part" "$folder/root.cpio"
echo "$folder"

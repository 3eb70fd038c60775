#!/usr/bin/env bash
# Makes a Debian kernel with its modules, and a root in memory for machines whose own kernel has no dm-crypt; prints the
# folder that holds them.
set -euo pipefail
# shellcheck source=test/live/vm/debian.sh
. "$(dirname "$0")/debian.sh"
ensure_programs qemu-system-x86_64:qemu-system-x86 cpio:cpio mmdebstrap:mmdebstrap depmod:kmod
claim vm "$0" "$here/debian.sh"

package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: *\(linux-image-[0-9].*\)/\1/p' | head -n 1)
(cd "$work" && apt-get -o APT::Sandbox::User=root download "$package" >&2 && dpkg-deb -x "$package"_*.deb kernel)
version=${package#linux-image-}
depmod --basedir "$work/kernel" "$version"
modules=kernel/lib/modules/$version
mkdir -p "$work/modules/lib/modules/$version"
# What a kernel has built in is not there as a module.
(cd "$work/$modules" && for part in modules.{builtin,order,builtin.modinfo} kernel/{crypto,lib,arch/x86/crypto} \
  kernel/drivers/{md,block,virtio} kernel/fs/{ext4,jbd2,fuse,mbcache.ko}; do
  if [ -e "$part" ]; then cp --parents -r "$part" "$work/modules/lib/modules/$version"; fi
done)
depmod --basedir "$work/modules" "$version"

debian "$work/root" --variant=essential --include=cryptsetup-bin,dmsetup,e2fsprogs,kmod,mount,util-linux \
  --customize-hook="copy-in '$work/modules/lib/modules' /usr/lib"
(cd "$work/root" && rm -rf var/lib/apt var/lib/dpkg var/cache/apt etc/apt usr/share/zoneinfo)
(cd "$work/root" && find . -xdev | cpio --quiet --create --format=newc >"$work/made/root.cpio")
mv "$work/kernel/boot/vmlinuz-$version" "$work/made/kernel"
mv "$work/kernel/lib/modules" "$work/made/modules"
made

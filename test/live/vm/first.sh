#!/bin/bash
# A vault is made, used, misused, and left open at a sudden end.
# shellcheck source=test/live/vm/say.sh
. /scenario/say.sh
marker="MARKER-that-must-never-be-on-the-disk"
marker+="-in-the-clear"

step probe "$vault" probe
step create give "$key" "$vault" create one --size 64 --owner 999:998
step again give "$key" "$vault" create one --size 64
step wrong give "$other" "$vault" open one
step open give "$key" "$vault" open one
printf '%s\n' "$marker" >"$open/one/data/file"
step owner stat -c '%u:%g %a' "$open/one/data"
step check "$vault" check one --open
step other-open give "$other" "$vault" open one
step crypt sh -c 'dmsetup table kailash-one | cut -d" " -f3,4'
step grow give "$key" "$vault" resize one --size 96
step size sh -c "df --output=size -BM $open/one | tail -n 1 | tr -d ' '"
mkdir -p /run/elsewhere
mount --bind "$open/one/data" /run/elsewhere
step used "$vault" close one
umount /run/elsewhere
step rekey give "$key"$'\n'"$other" "$vault" rekey one
step rekey-again give "$key"$'\n'"$other" "$vault" rekey one
step close "$vault" close one
step gone ls "$open/one"
step old-key give "$key" "$vault" open one
step back give "$other"$'\n'"$key" "$vault" rekey one

give "$key" "$vault" open one >/run/a 2>&1 &
give "$key" "$vault" open one >/run/b 2>&1
wait
step both sort /run/a /run/b
step read cat "$open/one/data/file"
step close-again "$vault" close one

truncate -s 50M "$vaults/one/backing"
step cut give "$key" "$vault" open one
truncate -s 96M "$vaults/one/backing"
dd if=/dev/zero of="$vaults/one/backing" bs=4096 count=8192 conv=notrunc 2>/dev/null
step damaged give "$key" "$vault" open one
step delete "$vault" delete one

setsid bash -c "printf '%s\n' $key | $vault create young --size 64" >/dev/null 2>&1 &
until [ -e /dev/mapper/kailash-young ]; do sleep 0.02; done
kill -KILL -- "-$!"
wait
step killed give "$key" "$vault" open young
step killed-state "$vault" status young
step repeated give "$key" "$vault" ensure young --size 64
step repeated-check "$vault" check young --open
step young-close "$vault" close young

echo text >/dev/vdb
mkfs.ext4 -q /dev/vdb
step device-used give "$key" "$vault" create disk --device /dev/vdb
wipefs -qa /dev/vdb
step device give "$key" "$vault" ensure disk --device /dev/vdb
printf '%s\n' "$marker" >"$open/disk/data/file"

step two give "$key" "$vault" ensure two --size 64
printf '%s\n' "$marker" >"$open/two/data/file"
echo "PLAIN-marker-that-shows-that-the-search-works" >/var/lib/kailash-platform/plain
sync
# No unmount, no close: as if the plug were pulled.
echo b >/proc/sysrq-trigger
sleep 60

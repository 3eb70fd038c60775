#!/bin/bash
# A stack is made, its databases are written to, and the machine restarts at once.
# shellcheck source=test/live/vm/say.sh
. /scenario/say.sh
cd /checkout || exit
step install loud ./platform install
step load docker load --quiet --input /images.tar
rm /images.tar
step up loud ./platform up
step health health_checks
step crypt sh -c 'dmsetup ls --target crypt | cut -f 1 | sort'
step write marker write
# Redis may lose the last second.
sleep 5
# No unmount, no close: as if the plug were pulled.
echo b >/proc/sysrq-trigger
sleep 60

#!/bin/bash
# After the sudden end: everything is closed, and opens with its key.
# shellcheck source=test/live/vm/say.sh
. /scenario/say.sh
step status "$vault" status
step closed ls "$open/two"
step check "$vault" check two
step open give "$key" "$vault" open two
step read cat "$open/two/data/file"
step device give "$key" "$vault" open disk
step device-read cat "$open/disk/data/file"
step close "$vault" close two
step device-close "$vault" close disk

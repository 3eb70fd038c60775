#!/bin/bash
# After the sudden end, one command has to do.
# shellcheck source=test/live/vm/say.sh
. /scenario/say.sh
cd /checkout || exit
step engine docker version
step vaults host/vault status
step up loud ./platform up
step health health_checks
step opened host/vault status
step read marker read

#!/bin/bash
# Variables with dots in lower case, and ES_SETTING_*, become settings as in the official image.
set -euo pipefail
case ${1:-eswrapper} in eswrapper | elasticsearch) ;; *) exec "$@" ;; esac
settings=()
while IFS= read -r -d '' entry; do
  key=${entry%%=*} value=${entry#*=}
  # The switches of x-pack, which is not here.
  if [[ $key == xpack.* ]]; then continue; fi
  if [[ $key =~ ^[-a-z0-9_]+(\.[-a-z0-9_]+)+$ ]]; then
    settings+=("-E$key=$value")
  elif [[ $key == ES_SETTING_* ]]; then
    name=${key#ES_SETTING_} name=${name//__/$'\x01'} name=${name//_/.} name=${name//$'\x01'/_}
    settings+=("-E${name,,}=$value")
  fi
done </proc/self/environ

home=/usr/share/elasticsearch
# One of the two files is missing, by the version of cgroups: no fault.
# Half of the container's memory, as the server's own launcher would give it.
heap=(-Xms512m -Xmx512m)
limit=$(cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null | head -1) || true
if [[ $limit =~ ^[0-9]{1,14}$ ]]; then heap=("-Xms$((limit / 2097152))m" "-Xmx$((limit / 2097152))m"); fi
if [[ ${ES_JAVA_OPTS:-} == *-Xmx* ]]; then heap=(); fi
export LIBFFI_TMPDIR=/tmp ES_TMPDIR=/tmp
# shellcheck disable=SC2086 # several options in one variable, as in the official image
exec java "${heap[@]}" -XX:+UseG1GC -Djava.security.manager=allow -Des.path.home=$home -Des.path.conf=$home/config \
  -Des.distribution.type=docker -Djava.io.tmpdir=/tmp -Djna.tmpdir=/tmp -Dfile.encoding=UTF-8 -Dio.netty.noUnsafe=true \
  -Dio.netty.noKeySetOptimization=true -Dio.netty.recycler.maxCapacityPerThread=0 -Dlog4j.shutdownHookEnabled=false \
  -Dlog4j2.disable.jmx=true -Dlog4j2.formatMsgNoLookups=true --add-opens=java.base/java.io=ALL-UNNAMED ${ES_JAVA_OPTS:-} \
  --module-path $home/lib --add-modules=jdk.net,ALL-MODULE-PATH \
  --add-exports org.elasticsearch.server/org.elasticsearch.bootstrap=launcher \
  --add-opens org.elasticsearch.server/org.elasticsearch.bootstrap=launcher -m launcher/launcher.Launcher "${settings[@]}"

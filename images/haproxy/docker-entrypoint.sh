#!/bin/sh
# Options alone are meant for haproxy; it runs as a master with a worker, in the foreground, so that a signal reloads or drains.
set -e
if [ "${1#-}" != "$1" ]; then set -- haproxy "$@"; fi
if [ "$1" = haproxy ]; then
  shift
  set -- haproxy -W -db "$@"
fi
exec "$@"

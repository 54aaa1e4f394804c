#!/bin/sh
# nobody.sh ROOT COMMAND...: like `docker run --read-only --tmpfs /tmp --user 10001 --security-opt no-new-privileges`,
# without Docker: only /tmp is writable, and there are no privileges. Every step is an exec, so that signals arrive.
set -eu
if [ "${INSIDE-}" != 1 ]; then exec env INSIDE=1 unshare --mount --propagation private "$0" "$@"; fi
unset INSIDE
root=$1
shift
mount --bind "$root" "$root"
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
mount -o remount,bind,ro "$root"
exec setpriv --no-new-privs chroot --userspec=10001:10001 --groups= "$root" "$@"

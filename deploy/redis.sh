#!/bin/sh
# Redis for queues: nothing accepted is lost to a restart, and nothing is dropped when it is full. Data: the working folder.
# Its one user is ours: our keys and channels only, and what BullMQ, our scripts and `ops redis` ask for. Of what could hurt
# everybody (@dangerous) that is INFO and CLIENT LIST. `npm run image` runs the whole product as this user.
set -eu
umask 077
users=$(mktemp)
kinds="+@string +@hash +@list +@set +@sortedset +@stream +@keyspace +@transaction +@scripting +@pubsub +@connection"
printf '%s\n' \
  "user default off" \
  "user jobping on >$REDIS_PASSWORD ~{jobping}:* &{jobping}:* -@all $kinds -@admin -@dangerous -function -script|flush +time +memory|usage +info +client|list" > "$users"
exec redis-server --appendonly yes --appendfsync everysec --save '' \
  --maxmemory "${REDIS_MAXMEMORY:-768mb}" --maxmemory-policy noeviction --aclfile "$users" "$@"

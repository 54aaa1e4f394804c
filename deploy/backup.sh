#!/bin/sh
# A dump at 02:30 UTC every night, and at once if there is none of today. A dump that fails keeps the older ones.
set -eu
umask 077
dump() {
  file="$BACKUPS/jobping-$(date -u +%Y-%m-%d).dump"
  [ -s "$file" ] && return 0
  if pg_dump --format=custom --compress=6 --file="$file.part" && pg_restore --list "$file.part" > /dev/null; then
    mv "$file.part" "$file"
    find "$BACKUPS" -name 'jobping-*.dump' -mtime "+$BACKUP_DAYS" -delete
    echo "{\"level\":\"info\",\"msg\":\"backup done\",\"file\":\"$file\",\"bytes\":$(wc -c < "$file")}"
  else
    rm -f "$file.part"
    echo '{"level":"error","msg":"backup failed"}'
  fi
}
trap 'exit 0' TERM INT
while :; do
  dump
  now=$(date -u +%s)
  next=$((now - now % 86400 + 9000))
  [ "$next" -le "$now" ] && next=$((next + 86400))
  # Failed, or not yet of today: an hour.
  [ -s "$BACKUPS/jobping-$(date -u +%Y-%m-%d).dump" ] || next=$((now + 3600))
  sleep $((next - now)) & wait $!
done

#!/bin/sh
# A dump at 02:30 UTC every night, and at once if there is none of today. A dump that fails keeps the older ones, and is
# tried again every hour.
set -eu
umask 077
file_of_today() { echo "$BACKUPS/jobping-$(date -u +%Y-%m-%d).dump"; }
# In the background, so that a signal ends it.
pause() { sleep "$1" & wait $!; }
trap 'exit 0' TERM INT

dump() {
  file=$(file_of_today)
  if pg_dump --format=custom --compress=6 --file="$file.part" &&
    pg_restore --list "$file.part" > /dev/null && mv "$file.part" "$file"; then
    find "$BACKUPS" -name 'jobping-*.dump' -mtime "+$BACKUP_DAYS" -delete
    echo "{\"level\":\"info\",\"msg\":\"backup done\",\"file\":\"$file\",\"bytes\":$(wc -c < "$file")}"
  else
    rm -f "$file.part"
    echo '{"level":"error","msg":"backup failed"}'
    return 1
  fi
}

# Of a dump that was killed.
rm -f "$BACKUPS"/*.part
[ -s "$(file_of_today)" ] || until dump; do pause 3600; done
while :; do
  # 9000 s after midnight.
  pause $((86400 - ($(date -u +%s) - 9000) % 86400))
  until dump; do pause 3600; done
done

# When its owner dies, ends the owner's processes in order, and then removes the folder $1, if given.
# Each line on stdin is the whole list, "pid:stage:SIGNAL ..."; the end of stdin means that the owner is dead.
trap '' HUP INT TERM

# A zombie has ended, even if process 1 is slow to reap it.
alive() {
  kill -0 "$1" 2>/dev/null || return 1
  state=
  { read -r state <"/proc/$1/stat"; } 2>/dev/null
  case $state in *") Z "*) return 1 ;; esac
}

held=
while IFS= read -r line; do held=$line; done

# Three seconds per stage: an idle program drains much faster, and Postgres needs one checkpoint.
for stage in program service; do
  pids=
  for one in $held; do
    case $one in
      *:$stage:*) kill -s "${one##*:}" "${one%%:*}" 2>/dev/null && pids="$pids ${one%%:*}" ;;
    esac
  done
  tenths=0
  while [ $tenths -lt 30 ]; do
    left=
    for pid in $pids; do alive "$pid" && left=1; done
    [ -n "$left" ] || break
    sleep 0.1
    tenths=$((tenths + 1))
  done
  for pid in $pids; do kill -s KILL "$pid" 2>/dev/null; done
done

[ -z "$1" ] || rm -rf "$1"

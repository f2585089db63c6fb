# shellcheck shell=bash
# What the tests of this folder share: a study of two runs a shard, the bytes of one process to
# compare with, and an end that leaves nothing behind. Sourced, not called.
set -uo pipefail

root=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd -P)
readonly root exit_skipped=77
export RIDETHROUGH=${RIDETHROUGH:-$root/build/release/ridethrough}

say() { printf '%3d s  %s\n' "$SECONDS" "$*"; }

fail() {
  printf 'FAILED after %d s: %s\n' "$SECONDS" "$*" >&2
  exit 1
}

# need NAME COMMAND...: ends the test as skipped where one of the commands is absent.
need() {
  local name=$1 command
  shift
  PATH=$PATH:/usr/sbin:/sbin  # where Debian keeps daemons, also for users
  for command; do
    if ! command -v "$command" >/dev/null; then
      echo "skipped: $name is not installed (./rt cluster installs it)"
      exit $exit_skipped
    fi
  done
}

wait_until() {  # LIMIT_S WHAT COMMAND...
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    if [ $SECONDS -ge $end ]; then fail "this did not come: $what"; fi
    sleep 0.1
  done
}

# Every process that the test starts, and every job, carries the scratch folder in its environment.
# This shell does not: /proc shows what it was started with.
processes_with() {  # NAME=VALUE or "": the numbers of those that carry this, too
  local files=(/proc/[0-9]*/environ) word
  for word in "RIDETHROUGH_CLUSTER_TEST=$scratch" ${1:+"$1"}; do
    mapfile -t files < <(grep -lzxF -e "$word" "${files[@]}" /dev/null 2>/dev/null)
  done
  printf '%s\n' "${files[@]}" | tr -dc '0-9\n'
}

kill_all() {
  local processes
  mapfile -t processes < <(processes_with "")
  kill -KILL "${processes[@]}" 2>/dev/null
}

end_daemons() { :; }  # a test that starts some says how they end

clean_up() {
  trap '' INT TERM HUP
  local code=$1
  end_daemons
  kill_all
  wait 2>/dev/null
  if [ "$code" != 0 ]; then show_logs >&2; fi
  rm -rf "$scratch"
  exit "$code"
}

show_logs() {
  local log
  for log in *.log; do
    if [ -s "$log" ]; then printf -- '--- %s\n%s\n' "$log" "$(tail -n 15 "$log")"; fi
  done
}

# From here on the test stands in a folder of its own, which goes away however it ends.
enter_scratch() {
  [ -x "$RIDETHROUGH" ] || fail "'$RIDETHROUGH' is not built; ./rt build builds it"
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/ridethrough-cluster.XXXXXX") || exit
  export RIDETHROUGH_CLUSTER_TEST=$scratch
  trap 'clean_up $?' EXIT
  trap 'exit 130' INT TERM HUP
  cd "$scratch" || exit
  chmod 755 .  # munge wants its socket to be in reach of all users
}

# Six shards of two runs, each run about half a second: `run` is the plan, `direct` one process.
make_plan() {
  cat >study.yaml <<END
schema_version: 1
name: age of the battery and length of the outage
extends: $root/scenarios/outage/lead-acid.yaml
study:
  vary:
    block.vrla-*.age: {from: 0 y, to: 6 y, steps: 6}
    events.blackout.for: [5 min, 10 min]
END
  "$RIDETHROUGH" sweep study.yaml --out direct --quiet >direct.log || fail "the study in one process"
  say "the study in one process is done"
  "$RIDETHROUGH" sweep plan study.yaml --shards 6 --out run || fail "the plan"
}

missing() { "$RIDETHROUGH" sweep missing run; }
missing_ranges() { "$RIDETHROUGH" sweep missing run --ranges; }
is_missing() { missing | grep -xF "$1" >/dev/null; }
is_done() { ! is_missing "$1"; }
is_complete() { [ -z "$(missing)" ]; }

# is_half_done SHARD: one of its two runs is kept, and it is not finished.
is_half_done() {
  local shard
  shard=$(printf 'run/shards/%05d' "$1")
  [ ! -e "$shard.rows" ] && grep -qs ']}$' "$shard".*.part
}

same_bytes() {
  local file
  for file in cells.csv study.json; do
    cmp "direct/$file" "run/$file" || fail "$file differs from that of one process"
  done
  say "merged: the bytes of one process ($(sha256sum <run/cells.csv | cut -c 1-12) cells.csv)"
}

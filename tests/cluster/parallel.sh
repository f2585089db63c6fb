#!/usr/bin/env bash
# GNU parallel runs the shards of a study; a worker dies in the middle of a shard and is tried again,
# then parallel itself dies and is called again: the merged files have the bytes of one process.
# Exit 77: GNU parallel is not installed.
# shellcheck source=tests/cluster/common.sh
source "${BASH_SOURCE[0]%/*}/common.sh"
need "GNU parallel" parallel

readonly run_shards=("$root/docs/cluster/parallel.sh" run -j 2)

# Whether some worker is in the middle of a shard; its number is then in `victim`.
some_shard_is_half_done() {
  for victim in $(missing); do
    if is_half_done "$victim"; then return; fi
  done
  return 1
}

# The process that runs `sweep shard run NUMBER`.
worker_of() {
  local process words
  for process in $(processes_with ""); do
    mapfile -d '' -t words 2>/dev/null <"/proc/$process/cmdline"
    if [[ "${words[*]}" == "$RIDETHROUGH sweep shard run $1 "* ]]; then echo "$process"; fi
  done
}

enter_scratch
make_plan

"${run_shards[@]}" >>parallel.log 2>&1 &
disown  # the shell would tell of its death
wait_until 60 "a shard that is half done" some_shard_is_half_done
kill -KILL "$(worker_of "$victim")" || fail "shard $victim has no worker"
is_missing "$victim" || fail "shard $victim was done before its worker died"
say "the worker of shard $victim is killed"

wait_until 60 "its second try" is_done "$victim"
wait_until 60 "another shard that is half done" some_shard_is_half_done
kill_all
is_missing "$victim" || fail "shard $victim was done before parallel died"
say "parallel is killed in the middle of shard $victim; missing: $(missing_ranges)"

"${run_shards[@]}" >>parallel.log 2>&1 || fail "the second call"
is_complete || fail "missing after all: $(missing_ranges)"
"$RIDETHROUGH" sweep merge run >merge.log || fail "the merge"
same_bytes

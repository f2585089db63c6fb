#!/usr/bin/env bash
# All shards of a plan that are not done, by GNU parallel: parallel.sh DIR [OPTION OF parallel]...
#   parallel.sh run -j 8
#   parallel.sh run --sshlogin 8/alpha,8/beta --workdir .   # hosts that see the folder under one name
# RIDETHROUGH names the tool if it is not in PATH. What each shard took stands in DIR/parallel.log.
set -u

folder=${1:?the folder of the plan}
shift
tool=${RIDETHROUGH:-ridethrough}

shards=$("$tool" sweep missing "$folder") || exit
if [ -z "$shards" ]; then exit 0; fi
parallel --quote --retries 3 --joblog "$folder/parallel.log" "$@" \
  "$tool" sweep shard "$folder" {} --threads 1 --quiet <<<"$shards"

#!/usr/bin/env bash
# A real Slurm of two nodes on this machine, as its user, in a folder of its own, without systemd:
# a job array runs a study, node n2 dies in the middle of a shard, what is missing is submitted
# again, and the merged files have the bytes of one process. Exit 77: Slurm is not installed.
# Takes about a minute: half of that until Slurm takes the node for lost.
# shellcheck source=tests/cluster/common.sh
source "${BASH_SOURCE[0]%/*}/common.sh"
need Slurm munged slurmctld slurmd sbatch squeue sinfo

readonly jobs=$root/docs/cluster

free_ports() {  # COUNT: consecutive ones that nobody listens to
  local base port
  while :; do
    base=$((20000 + RANDOM % 10000))
    for ((port = base; port < base + $1; ++port)); do
      if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue 2; fi
    done
    echo $base
    return
  done
}

# No cgroups, no accounting, one core for each node; a node that is silent for 5 s is lost.
configure() {
  local port host user
  port=$(free_ports 3)
  host=$(hostname -s)
  user=$(id -un)
  export SLURM_CONF=$scratch/slurm.conf
  cat >"$SLURM_CONF" <<END
ClusterName=ridethrough-test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
AuthInfo=socket=$scratch/munge.socket
SlurmUser=$user
SlurmdUser=$user
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/%n
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
MailProg=/bin/true
SlurmdTimeout=5
SchedulerParameters=batch_sched_delay=0,sched_interval=1
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=1
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=1
PartitionName=all Nodes=n1,n2 Default=YES
END
  mkdir state n1 n2
  (umask 077 && head -c 128 /dev/urandom >munge.key)
}

declare -A daemon=()

start() {  # NAME COMMAND...
  local name=$1
  shift
  "$@" >"$name.log" 2>&1 &
  daemon[$name]=$!
  disown  # the shell would tell of its death
}

stop() {  # NAME
  local process=${daemon[$1]:-} end=$((SECONDS + 10))
  [ -n "$process" ] || return
  kill -TERM "$process" 2>/dev/null
  while kill -0 "$process" 2>/dev/null; do
    if [ $SECONDS -ge $end ]; then kill -KILL "$process"; fi
    sleep 0.1
  done
}

# Nodes before their steps, so that no step begins anew.
end_daemons() {
  local processes
  stop n1
  stop n2
  mapfile -t processes < <(step_daemons)
  kill -KILL "${processes[@]}" 2>/dev/null
  stop slurmctld
  stop munged
}

# A step daemon overwrites its environment, but it stands where its job stands.
step_daemons() {
  local folder
  for folder in /proc/[0-9]*; do
    if [ "$(cat "$folder/comm" 2>/dev/null)" = slurmstepd ] &&
      [ "$(readlink "$folder/cwd")" = "$scratch" ]; then
      echo "${folder##*/}"
    fi
  done
}

# What runs on the node: tasks, and the step daemons that are parents of tasks.
processes_on() {  # NODE
  local tasks parents
  tasks=$(processes_with "SLURMD_NODENAME=$1")
  [ -n "$tasks" ] || return
  parents=$(ps -o ppid= -p "${tasks//$'\n'/,}" | tr -d ' ')
  printf '%s\n' "$tasks"
  step_daemons | grep -xF "$parents"
}

node_state() { sinfo --noheader --Node --nodes="$1" --format=%t; }
are_idle() { [ "$(node_state n1)$(node_state n2)" = idleidle ]; }
is_down() { [[ $(node_state n2) == down* ]]; }
socket_is_there() { [ -S munge.socket ]; }

start_cluster() {
  start munged munged --foreground --key-file="$scratch/munge.key" \
    --socket="$scratch/munge.socket" --pid-file="$scratch/munged.pid" \
    --seed-file="$scratch/munged.seed"
  wait_until 10 "the socket of munged" socket_is_there
  start slurmctld slurmctld -D
  start n1 slurmd -D -N n1
  start n2 slurmd -D -N n2
  wait_until 30 "two idle nodes" are_idle 2>>client.log
  say "two nodes are idle"
}

submit() { sbatch --parsable --output=job-%j.log "$@"; }  # prints the number of the job

# Whether n2 is in the middle of a shard; its number is then in `victim`.
n2_is_amid_a_shard() {
  victim=$(squeue --noheader --states=RUNNING --nodelist=n2 --format=%K)
  [ -n "$victim" ] && is_half_done "$victim"
}

kill_n2() {
  local processes
  kill -KILL "${daemon[n2]}"
  unset 'daemon[n2]'
  mapfile -t processes < <(processes_on n2)
  kill -KILL "${processes[@]}"
  say "node n2 is killed in the middle of shard $victim (${#processes[@]} processes and its slurmd)"
  is_missing "$victim" || fail "shard $victim was done before its node died"
}

others_have_ended() { ! squeue --noheader --array --format=%K | grep -vxF "$victim" >/dev/null; }
job_has_ended() { [ -z "$(squeue --noheader --jobs="$1" 2>/dev/null)" ]; }

enter_scratch
configure
make_plan
start_cluster

array=$(submit --array="$(missing_ranges)" "$jobs/shard.sbatch" run) || fail "sbatch"
say "array $array: shards $(missing_ranges)"
wait_until 60 "a shard on n2" n2_is_amid_a_shard
kill_n2

wait_until 90 "the loss of n2 is seen" is_down
say "Slurm has seen that n2 is down"
wait_until 60 "n1 has run the other shards" others_have_ended
left=$(missing_ranges)
say "missing: $left; of the array waits: $(squeue --noheader --format='%K (%r)' | paste -sd ,)"
[ "$left" = "$victim" ] || fail "only shard $victim was to be missing"

again=$(submit --array="$left" "$jobs/shard.sbatch" run) || fail "sbatch"
merge=$(submit --dependency="afterany:$again" --kill-on-invalid-dep=yes \
  --wrap="'$RIDETHROUGH' sweep merge run") || fail "sbatch"
wait_until 60 "the merge" job_has_ended "$merge"
is_complete || fail "missing after all: $(missing_ranges)"
same_bytes

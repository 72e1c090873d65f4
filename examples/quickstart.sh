#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The failover example, live: one producer, two consumers that share a subscription; the active one
# is killed with SIGKILL and the standby takes over. Real processes, TLS and sockets against the
# local emulator. Installs what is missing and builds first.
#
#   examples/quickstart.sh            run it
#   examples/quickstart.sh --keep     ... and leave the emulator running, to try `uc8` on it
#   examples/quickstart.sh --pulsar   the same against a real Apache Pulsar, without TLS; needs Java
#                                     and Maven, and fetches 180 MB of jars once
set -euo pipefail
cd "$(dirname "$0")/.."

stream=streamQuickstart
subscription=consumer-subscription
message_count=12
kill_after=4

keep=no
server=emulator
for option in "$@"; do
  case "$option" in
    --keep) keep=yes ;;
    --pulsar) server=pulsar ;;
    *) echo "usage: examples/quickstart.sh [--keep] [--pulsar]" >&2; exit 1 ;;
  esac
done

bin=${UC8_BIN:-build/release/bin}
if [ -z "${UC8_BIN:-}" ]; then
  if [ $server = pulsar ]; then toolchains/install-deps.sh --with-pulsar
  else toolchains/install-deps.sh; fi
  echo "building into build/release ..."
  mkdir -p build
  generator=()
  # What make began, before ninja was installed, make goes on with.
  if command -v ninja >/dev/null && [ ! -e build/release/Makefile ]; then generator=(-G Ninja); fi
  { cmake --preset release "${generator[@]}" && cmake --build build/release -j "$(nproc)"; } \
    > build/quickstart.log 2>&1 || { tail -40 build/quickstart.log >&2; exit 1; }
fi

work=$(mktemp -d)
pids=()

clean_up() {
  trap - EXIT INT TERM
  # Waited for, so that the shell does not tell of each.
  { kill -9 "${pids[@]}"; wait "${pids[@]}"; } 2>/dev/null || true
  if [ "$keep" != kept ]; then
    [ -n "${emulator:-}" ] && kill "$emulator" 2>/dev/null && wait "$emulator" 2>/dev/null || true
    if [ -d "$work/pulsar" ]; then tests/pulsar/pulsar.sh stop "$work/pulsar"; fi
    rm -rf "$work"
  fi
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '%8.3f  %s\n' "$(since_start)" "$*"; }
now_us() { local now=$EPOCHREALTIME; echo "${now/[.,]/}"; }
started=$(now_us)
since_start() {
  local us=$(( $(now_us) - started ))
  printf '%d.%06d' $((us / 1000000)) $((us % 1000000))
}

# Unlike sleep, no process that could be left behind.
pause() { read -rt "$1" <> <(:) || true; }

# Polls a condition until it holds; the deadline only bounds a failure.
wait_until() {  # SECONDS WHAT COMMAND...
  local deadline=$(( $(now_us) + $1 * 1000000 )) what=$2
  shift 2
  until "$@"; do
    if [ "$(now_us)" -gt "$deadline" ]; then
      echo "quickstart: gave up waiting for $what" >&2
      tail -n 5 "$work"/*.log >&2
      exit 1
    fi
    pause 0.05
  done
}

start_emulator() {
  "$bin/uc8-emulator" --env-file "$work/env" --ca-dir "$work/ca" \
    > "$work/emulator.log" 2>&1 < /dev/null &
  emulator=$!
  wait_until 10 "the emulator" test -s "$work/env"
  # shellcheck disable=SC1091
  . "$work/env"
  say "emulator    $UC8_URL"
}

start_pulsar() {
  unset UC8_JWT UC8_TENANT UC8_FABRIC
  tests/pulsar/pulsar.sh start 2.8.1 "$work/pulsar" > "$work/pulsar.log" || {
    local code=$?
    echo "quickstart: no Pulsar can be started here" >&2
    exit $code
  }
  # shellcheck disable=SC1091
  . "$work/pulsar/env"
  printf "export UC8_PULSAR=1\nexport UC8_URL='%s'\n" "$UC8_PULSAR_WS" > "$work/env"
  # shellcheck disable=SC1091
  . "$work/env"
  say "pulsar      $UC8_URL"
}

# Prints a consumer's messages as they come, and notes each in the ledger with its time.
show() {  # NAME
  local line
  while IFS= read -r line; do
    echo "$(now_us) $1 $line" >> "$work/ledger"
    say "$(printf '%-11s' "$1") $line"
  done
}

start_consumer() {  # NAME; its pid goes to $consumer
  mkfifo "$work/$1.pipe"
  : > "$work/$1.log"
  show "$1" < "$work/$1.pipe" &
  pids+=($!)
  "$bin/uc8" consume "$stream" "$subscription" --type failover --name "$1" -v \
    > "$work/$1.pipe" 2> "$work/$1.log" &
  consumer=$!
  pids+=("$consumer")
  wait_until 10 "$1" grep -q " open consumer" "$work/$1.log"
}

messages() {
  local i
  for ((i = 1; i <= message_count; i++)); do
    echo "Hello Macrometa Stream! Here is message number $i"
    if ((i < message_count)); then pause 1; fi
  done
}

seen_by() { grep -c " $1 " "$work/ledger" || true; }
has_seen() { [ "$(seen_by "$1")" -ge "$2" ] 2>/dev/null; }  # No number: grep was interrupted.
distinct() { cut -d' ' -f3- "$work/ledger" | sort -u | wc -l; }
all_delivered() { [ "$(distinct)" -ge "$message_count" ]; }

: > "$work/ledger"
"start_$server"
say "stream      $("$bin/uc8" create "$stream")"
start_consumer consumer-1
first=$consumer
start_consumer consumer-2
second=$consumer
say "consumers   consumer-1 is active, consumer-2 stands by"

mkfifo "$work/messages"
messages > "$work/messages" &
pids+=($!)
"$bin/uc8" produce "$stream" -l --print-ids < "$work/messages" \
  > "$work/confirmed" 2> "$work/produce.log" &
producer=$!
pids+=("$producer")

wait_until 20 "the first messages" has_seen consumer-1 "$kill_after"
kill -9 "$first"; wait "$first" 2>/dev/null || true
killed_at=$(now_us)
say "SIGKILL     consumer-1"

produced=ok
wait "$producer" || produced=failed
wait_until 10 "the last message" all_delivered || true
kill -TERM "$second"
wait "$second" 2>/dev/null || true

confirmed=$(wc -l < "$work/confirmed")
delivered=$(wc -l < "$work/ledger")
unique=$(distinct)
lost=$((message_count - unique))
takeover_at=$(grep -m1 " consumer-2 " "$work/ledger" | cut -d' ' -f1 || true)
takeover_ms=-
[ -n "$takeover_at" ] && takeover_ms=$(( (takeover_at - killed_at) / 1000 ))

echo
echo "produced     $confirmed of $message_count confirmed by the server"
echo "delivered    $unique  (consumer-1: $(seen_by consumer-1), consumer-2: $(seen_by consumer-2))"
echo "lost         $lost"
echo "duplicates   $((delivered - unique))"
echo "takeover     $takeover_ms ms from SIGKILL to the standby's first message"

if [ "$keep" = yes ]; then
  keep=kept
  echo
  end="kill ${emulator:-}"
  [ $server = emulator ] || end="tests/pulsar/pulsar.sh stop $work/pulsar"
  echo "The $server keeps running. To use it:"
  echo "  . $work/env"
  echo "  $bin/uc8 produce $stream -m hello"
  echo "  $end; rm -r $work    # when you are done"
  [ $server = pulsar ] || disown "$emulator"
fi
if [ "$lost" -ne 0 ] || [ "$produced" != ok ] || [ "$confirmed" -ne "$message_count" ]; then
  echo "quickstart: messages were lost" >&2
  exit 1
fi

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A real Apache Pulsar for the tests: starts one, stops it, breaks its inner link. See README.md.
set -euo pipefail

readonly here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly skip=77

usage() {
  cat <<'TEXT'
usage: pulsar.sh fetch VERSION        get the jars into the cache
       pulsar.sh start VERSION DIR    start with data in the new or empty folder DIR; writes DIR/env
       pulsar.sh restart VERSION DIR  stop what a broken-off run left in DIR, then start
       pulsar.sh stop DIR             kill it, wait until its ports refuse, remove DIR's data
       pulsar.sh cut DIR              kill the TCP connections between its WebSocket service and its broker
VERSION: 2.8.1, 2.7.0 or 2.10.4
environment: UC8_PULSAR_IDLE_MS (300000), UC8_PULSAR_READY_S (120), UC8_PULSAR_FETCH_S (900), XDG_CACHE_HOME;
             UC8_PULSAR_TOKEN_KEY (base64) and UC8_PULSAR_TOKEN (a JWT of the subject `admin`, signed with it):
             nobody gets in without a token;
             UC8_PULSAR_TLS_CERT and UC8_PULSAR_TLS_KEY (PEM files): also wss:// and https://
exit codes: 0 done, 1 failed, 77 not possible here (no Java, no Maven, no jars)
TEXT
}

fail() { echo "pulsar.sh: $1" >&2; exit "${2:-1}"; }

require() {
  command -v python3 >/dev/null || fail "python3 is missing" $skip
  command -v java >/dev/null || fail "skipped: java is missing (toolchains/install-deps.sh --with-pulsar brings it)" $skip
  local major
  major=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  [ "${major:-0}" -ge 17 ] || fail "skipped: java is version ${major:-unknown}, 17 or newer is needed" $skip
}

check_version() {
  case "$1" in
    2.7.0 | 2.8.1 | 2.10.4) ;;
    *) fail "no such version here: $1 (2.8.1, 2.7.0 or 2.10.4)" ;;
  esac
}

cache_of() { echo "${XDG_CACHE_HOME:-$HOME/.cache}/uc8/pulsar-$1"; }

# True when the class path is known and every jar on it is there.
fetched() {
  local jar
  [ -s "$1/classpath" ] || return 1
  while IFS= read -r -d : jar; do
    [ -f "$jar" ] || return 1
  done < <(tr -d '\n' <"$1/classpath"; echo :)
}

# One at a time: two tests may want the same version at once.
fetch() {
  check_version "$1"
  require
  mkdir -p "$(cache_of "$1")"
  (
    flock 9
    fetched "$(cache_of "$1")" || resolve "$1" "$(cache_of "$1")"
  ) 9>"$(cache_of "$1")/lock"
}

resolve() {
  local version=$1 cache=$2
  command -v mvn >/dev/null || fail "skipped: maven is missing and $cache has no jars yet (toolchains/install-deps.sh --with-pulsar)" $skip
  echo "pulsar.sh: fetching the jars of Pulsar $version into $cache (about 180 MB, once)" >&2
  rm -f "$cache/classpath.new"
  if ! timeout "${UC8_PULSAR_FETCH_S:-900}" mvn -q -B -f "$here/pom.xml" "-Dpulsar.version=$version" \
    "-Dmaven.repo.local=$cache/repository" dependency:build-classpath \
    "-Dmdep.outputFile=$cache/classpath.new" >"$cache/fetch.log" 2>&1; then
    tail -n 5 "$cache/fetch.log" >&2
    fail "skipped: the jars of Pulsar $version cannot be had (log: $cache/fetch.log)" $skip
  fi
  mv "$cache/classpath.new" "$cache/classpath"
  fetched "$cache" || fail "skipped: Maven named jars of Pulsar $version that are not there" $skip
}

# The packages Pulsar 2.7 to 2.10 reaches into by reflection.
readonly opens=(
  java.base/java.io java.base/java.nio java.base/java.lang java.base/java.util.zip
  java.base/jdk.internal.misc java.base/jdk.internal.platform java.base/sun.net
  java.management/sun.management jdk.management/com.sun.management.internal
)

# ShowCodeDetails off: null pointer texts reach the wire, and are to read as on the Java 8 and 11 of that time.
java_flags() {
  printf '%s\n' -Xms128m -Xmx768m -XX:MaxDirectMemorySize=512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -XX:-ShowCodeDetailsInExceptionMessages -Dio.netty.tryReflectionSetAccessible=true \
    -Djava.net.preferIPv4Stack=true "-Dlog4j.configurationFile=$here/log4j2.properties"
  local one
  for one in "${opens[@]}"; do printf '%s\n' --add-opens "$one=ALL-UNNAMED"; done
}

write_env() {
  cat >"$1/env.new" <<TEXT
export UC8_PULSAR_VERSION='$2'
export UC8_PULSAR_WS='ws://127.0.0.1:$3'
export UC8_PULSAR_ADMIN='http://127.0.0.1:$3'
export UC8_PULSAR_BROKER='pulsar://127.0.0.1:$4'
export UC8_PULSAR_PORTS='$3 $4 $5 $6 $7'
${UC8_PULSAR_TLS_CERT:+export UC8_PULSAR_WSS='wss://localhost:$7'}
export UC8_PULSAR_IDLE_MS='${UC8_PULSAR_IDLE_MS:-300000}'
TEXT
  mv "$1/env.new" "$1/env"
}

# Tokens are asked for by broker, WebSocket service and admin REST alike.
token_settings() {
  [ -n "${UC8_PULSAR_TOKEN_KEY:-}" ] || return 0
  cat <<TEXT
authenticationEnabled=true
authorizationEnabled=true
authenticationProviders=org.apache.pulsar.broker.authentication.AuthenticationProviderToken
tokenSecretKey=data:;base64,$UC8_PULSAR_TOKEN_KEY
superUserRoles=admin
brokerClientAuthenticationPlugin=org.apache.pulsar.client.impl.auth.AuthenticationToken
brokerClientAuthenticationParameters=token:$UC8_PULSAR_TOKEN
TEXT
}

tls_settings() {
  [ -n "${UC8_PULSAR_TLS_CERT:-}" ] || return 0
  cat <<TEXT
webServicePortTls=$1
tlsCertificateFilePath=$UC8_PULSAR_TLS_CERT
tlsKeyFilePath=$UC8_PULSAR_TLS_KEY
TEXT
}

launch() {
  local dir=$1 version=$2 web=$3 broker=$4 zookeeper=$5 bookie=$6 flags
  mapfile -t flags < <(java_flags)
  mkdir "$dir/tmp"  # Some jars unpack their native libraries there, and leave them.
  sed -e "s/@WEB_PORT@/$web/" -e "s/@BROKER_PORT@/$broker/" \
    -e "s/@IDLE_MS@/${UC8_PULSAR_IDLE_MS:-300000}/" "$here/standalone.conf" >"$dir/standalone.conf"
  { token_settings; tls_settings "$7"; } >>"$dir/standalone.conf"
  (
    cd "$dir"
    exec setsid java "${flags[@]}" "-Djava.io.tmpdir=$dir/tmp" -cp "$(cat "$(cache_of "$version")/classpath")" \
      org.apache.pulsar.PulsarStandaloneStarter -c "$dir/standalone.conf" --num-bookies 1 -nfw -nss -a 127.0.0.1 \
      --zookeeper-port "$zookeeper" --zookeeper-dir "$dir/zookeeper" \
      --bookkeeper-port "$bookie" --bookkeeper-dir "$dir/bookkeeper" \
      >"$dir/log" 2>&1 </dev/null
  ) &
  echo $! >"$dir/pid"
  disown
}

# The ports are free when chosen; should another take one before Pulsar does, the next try has new ones.
start() {
  [ $# -eq 2 ] || { usage >&2; exit 1; }
  local version=$1 dir try ports
  fetch "$version"
  mkdir -p "$2"
  dir=$(cd "$2" && pwd)
  [ ! -e "$dir/pid" ] || fail "$dir holds a Pulsar already: pulsar.sh stop $dir"
  for try in 1 2 3; do
    read -r -a ports < <(python3 "$here/ports.py" free 5)
    launch "$dir" "$version" "${ports[@]}"
    write_env "$dir" "$version" "${ports[@]}"
    if python3 "$here/ready.py" "http://127.0.0.1:${ports[0]}" "$(cat "$dir/pid")" "${UC8_PULSAR_READY_S:-120}"; then
      echo "ready ws://127.0.0.1:${ports[0]}"
      return 0
    fi
    cp "$dir/log" "$dir/log.$try"
    halt "$dir"
    grep -q 'Address already in use' "$dir/log.$try" || break
  done
  tail -n 20 "$dir/log.$try" >&2
  fail "Pulsar $version did not start (log: $dir/log.$try)"
}

# A process number may have been given to another process since: only one that names our folder is ours.
ours() { [ -r "/proc/$1/cmdline" ] && tr '\0' ' ' <"/proc/$1/cmdline" | grep -qF -- "$2/standalone.conf"; }

halt() {
  local pid
  pid=$(cat "$1/pid" 2>/dev/null || true)
  if [ -n "$pid" ] && ours "$pid" "$1"; then kill -KILL "$pid"; fi
  # shellcheck disable=SC1091
  [ ! -f "$1/env" ] || . "$1/env"
  # shellcheck disable=SC2086
  python3 "$here/ports.py" refused 20 ${UC8_PULSAR_PORTS:-} || fail "a port still accepts: $UC8_PULSAR_PORTS"
  rm -rf "$1/zookeeper" "$1"/bookkeeper* "$1/data" "$1/tmp" "$1/pid" "$1/env"
}

stop() {
  [ $# -eq 1 ] || { usage >&2; exit 1; }
  [ -d "$1" ] || return 0
  halt "$(cd "$1" && pwd)"
}

# Needs the right to destroy sockets (root) and a kernel that can; 77 where that is missing.
cut_link() {
  [ $# -eq 1 ] && [ -f "$1/env" ] || fail "no Pulsar runs in ${1:-(no folder given)}"
  command -v ss >/dev/null || fail "skipped: ss is missing (package iproute2)" $skip
  # shellcheck disable=SC1091
  . "$1/env"
  local broker before after
  broker=${UC8_PULSAR_BROKER##*:}
  before=$(links "$broker")
  [ -n "$before" ] || fail "nothing is connected to port $broker"
  ss -K -t state established "( dport = :$broker )" >/dev/null 2>&1 || true
  after=$(links "$broker")
  [ "$before" != "$after" ] || fail "skipped: this system does not let us destroy a TCP connection" $skip
}

links() { ss -Htn state established "( dport = :$1 )" | awk '{ print $3, $4 }' | sort; }

case "${1:-}" in
  fetch) shift; [ $# -eq 1 ] || { usage >&2; exit 1; }; fetch "$@" ;;
  start) shift; start "$@" ;;
  restart) shift; stop "${2:-}"; start "$@" ;;
  stop) shift; stop "$@" ;;
  cut) shift; cut_link "$@" ;;
  --help | -h) usage ;;
  *) usage >&2; exit 1 ;;
esac

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs what is missing, builds, and runs every test. See --help.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'TEXT'
usage: tests/run.sh [--quick] [-R REGEX] [--no-install]

  dev          the whole suite, with the rules of the house, the size of the core, and a real
               Apache Pulsar (skipped where Java or Maven cannot be had)
  asan         the whole suite again under AddressSanitizer and UndefinedBehaviorSanitizer
  clang        compiled by clang, with wslay and mbedTLS 3.6 from source: unit, contract, end-to-end
               and installation tests
  size         everything compiled at -Os for small Linux machines

--quick takes only the first of these; -R only the tests whose names match. The last line counts
over everything: a configuration that does not build is one failed test.
TEXT
}

filter=()
quick=
install=1
passed=0
failed=0
skipped=0

# Another clone of the same text is the same to the compiler cache.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

say() { printf '\n== %s\n' "$*"; }

# step NAME COMMAND...: counts the command as one test, and shows its output only when it fails.
step() {
  local name=$1 log=build/logs/$1.log
  shift
  mkdir -p build/logs
  if "$@" >"${log// /-}" 2>&1 </dev/null; then
    passed=$((passed + 1))
    return 0
  fi
  failed=$((failed + 1))
  tail -n 60 "${log// /-}"
  say "FAILED: $name ($*); all of it: ${log// /-}"
  return 1
}

# build PRESET: configures and builds it.
build() {
  local preset=$1 options=()
  say "build $preset"
  if command -v ninja >/dev/null && [ ! -e "build/$preset/Makefile" ]; then options+=(-G Ninja); fi
  if command -v ccache >/dev/null; then
    options+=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  step "configure $preset" cmake --preset "$preset" "${options[@]}" &&
    step "build $preset" cmake --build --preset "$preset" --parallel "$(nproc)"
}

# attribute NAME FILE: a number from the first testsuite of a JUnit file, 0 when it is not there.
attribute() {
  local number
  number=$(tr '\n\t' '  ' < "$2" | sed -n "s/.*<testsuite [^>]* $1=\"\([0-9]*\)\".*/\1/p")
  echo "${number:-0}"
}

# run PRESET [CTEST-OPTION...]: runs its tests and counts them.
run() {
  local preset=$1 report=$PWD/build/$1/ctest.xml status=0 all bad absent
  shift
  say "test $preset"
  rm -f "$report"
  # Most tests wait for a server, a clock or a process: more of them than cores.
  ctest --test-dir "build/$preset" --output-on-failure --parallel "$((2 * $(nproc)))" \
    --output-junit "$report" "$@" "${filter[@]}" || status=$?
  if [ ! -e "$report" ]; then
    # No test matched, or ctest itself failed.
    [ "$status" -eq 0 ] || failed=$((failed + 1))
    return
  fi
  all=$(attribute tests "$report")
  bad=$(attribute failures "$report")
  absent=$(($(attribute skipped "$report") + $(attribute disabled "$report")))
  passed=$((passed + all - bad - absent))
  failed=$((failed + bad))
  skipped=$((skipped + absent))
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then failed=$((failed + 1)); fi
}

# The jars come by Maven once; without them, or Java, those tests skip.
tell_of_pulsar() {
  if ! command -v java >/dev/null || ! command -v mvn >/dev/null; then
    say "no Java or no Maven: what needs a real Pulsar is skipped" \
      "(toolchains/install-deps.sh --with-pulsar)"
  fi
}

everything() {
  tell_of_pulsar
  build dev && run dev
  [ -z "$quick" ] || return 0
  build asan && run asan
  build clang && run clang --label-regex '^(unit|contract|e2e|install)$'
  build size
}

close() {
  if [ "$skipped" -gt 0 ]; then
    printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  else
    printf '\n%d passed, %d failed\n' "$passed" "$failed"
  fi
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

while [ $# -gt 0 ]; do
  case $1 in
    --help) usage; exit 0 ;;
    --quick) quick=1 ;;
    --no-install) install= ;;
    -R) filter=(-R "${2:?-R takes a regular expression}"); shift ;;
    *) usage >&2; exit 1 ;;
  esac
  shift
done

if [ -n "$install" ]; then
  toolchains/install-deps.sh --with-tests || { echo "0 passed, 1 failed"; exit 1; }
  toolchains/install-deps.sh --with-pulsar || true
fi
everything
close

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs what is missing, builds, and runs every test; the last line counts them.
#
#   tests/run.sh             everything: a debug build, then one under ASan and UBSan
#   tests/run.sh --quick     the debug build only
#   tests/run.sh -R REGEX    only the tests whose name matches
set -uo pipefail
cd "$(dirname "$0")/.."

presets=(dev asan)
select=()
while [ $# -gt 0 ]; do
  case "$1" in
    --quick) presets=(dev) ;;
    -R) select=(-R "${2:?-R needs a regular expression}"); shift ;;
    *) echo "usage: tests/run.sh [--quick] [-R REGEX]" >&2; exit 1 ;;
  esac
  shift
done

toolchains/install-deps.sh --with-tests || exit 1

options=()
command -v ninja > /dev/null && options+=(-G Ninja)
command -v ccache > /dev/null &&
  options+=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)

passed=0 failed=0 skipped=0
for preset in "${presets[@]}"; do
  echo "== $preset: build"
  mkdir -p build
  log=build/$preset.log
  if ! { cmake --preset "$preset" "${options[@]}" &&
         cmake --build "build/$preset" -j "$(nproc)"; } > "$log" 2>&1; then
    grep -E -A5 'error|Error|FAILED' "$log" | tail -60
    echo "== $preset: the build failed; all of it is in $log"
    failed=$((failed + 1))
    continue
  fi
  echo "== $preset: test"
  results=build/$preset/ctest.log
  ctest --test-dir "build/$preset" -j "$(nproc)" --output-on-failure "${select[@]}" | tee "$results"
  passed=$((passed + $(grep -cE 'Test +#.*  *Passed' "$results")))
  skipped=$((skipped + $(grep -cE 'Test +#.*\*\*\*Skipped' "$results")))
  failed=$((failed + $(grep -cE 'Test +#.*\*\*\*(Failed|Timeout|Not Run|Exception)' "$results")))
done

if [ $((passed + failed)) -eq 0 ]; then
  echo "no test ran" >&2
  failed=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

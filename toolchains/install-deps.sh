#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs what uc8 is built from, on Debian and Ubuntu. See --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: install-deps.sh [--with-tests] [--with-cross] [--with-pulsar]

Installs, as root or through sudo, what is missing to build and run uc8. Nothing is touched, and
no network is used, when everything is there. More on demand:
  --with-tests    CMocka, clang, the bare ARM compiler, Node.js, Python: all that tests/run.sh uses
  --with-cross    compilers for Linux on ARM (libraries are built from the pinned sources)
  --with-pulsar   a Java runtime and Maven, for the tests against a real Apache Pulsar
TEXT
}

say() { printf 'install-deps: %s\n' "$*" >&2; }

elsewhere() {
  cat >&2 <<'TEXT'
install-deps: this script knows Debian and Ubuntu only. Install with your system's means:
  to build    a C and a C++17 compiler (gcc 11+ or clang 14+), CMake 3.21+, make or ninja, and the
              development files of libuv, wslay, mbedTLS (2.28 or 3.6), llhttp and jsmn
  to test     CMocka, clang, clang-format 14, arm-none-eabi-gcc with newlib, Node.js with npm,
              Python 3 with venv, curl, openssl, ccache; for a real Pulsar Java 17 or newer, Maven
A library that your system lacks is built from its pinned source (toolchains/sources.lock).
TEXT
  exit 1
}

# --- what is missing ------------------------------------------------------------------------------

missing=()

has_package() {
  [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# need PACKAGE...
need() {
  local package
  for package in "$@"; do
    has_package "$package" || missing+=("$package")
  done
}

# need_command COMMAND PACKAGE...: a program that may have come from elsewhere.
need_command() {
  local command=$1
  shift
  command -v "$command" >/dev/null || missing+=("$@")
}

need_build() {
  need_command cc gcc
  need_command c++ g++
  need_command cmake cmake
  need_command make make
  need libc6-dev libuv1-dev libwslay-dev libmbedtls-dev libjsmn-dev ca-certificates
}

# 14 is what the sources are formatted with; the tests leave the format alone where a release has
# only another.
need_clang_format() {
  command -v clang-format-14 >/dev/null && return
  if ! command -v clang-format >/dev/null || is_known clang-format-14; then
    missing+=(clang-format-14)
  fi
}

need_tests() {
  need libcmocka-dev libnewlib-arm-none-eabi
  need_command ninja ninja-build
  need_command ccache ccache
  need_command clang clang
  need_clang_format
  need_command arm-none-eabi-g++ gcc-arm-none-eabi
  need_command python3 python3
  need_command curl curl
  need_command openssl openssl
  need_command ps procps
  need_command git git
  need_command node nodejs
  need_command npm npm
  # Python's venv and pip are packages of their own in Debian, and modules elsewhere.
  python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
  python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)
}

need_cross() {
  need_command arm-linux-gnueabihf-g++ g++-arm-linux-gnueabihf
  need_command aarch64-linux-gnu-g++ g++-aarch64-linux-gnu
  command -v qemu-arm-static >/dev/null || need_command qemu-arm qemu-user
}

need_pulsar() {
  need_command mvn maven
  need_command java openjdk-17-jre-headless
}

# --- packages whose names differ from release to release -------------------------------------------

# A name that others only refer to has no record, and still apt-cache finds no fault.
is_known() { apt-cache show --no-all-versions "$1" 2>/dev/null | grep '^Package:' >/dev/null; }

has_llhttp() { has_package libllhttp-dev || has_package node-llhttp; }

# llhttp is a library from Debian 13 and Ubuntu 24.04 on, and C sources in node-llhttp before.
# Where it is neither, the build takes the pinned source.
choose_llhttp() {
  local package
  for package in libllhttp-dev node-llhttp; do
    if is_known "$package"; then
      echo "$package"
      return
    fi
  done
  say "no package brings llhttp here: the build will fetch the pinned source"
}

known_library() {
  if is_known "$1"; then
    echo "$1"
  else
    say "no package $1 here: the build will fetch the pinned source"
  fi
}

# The first of several names that this release knows.
first_known() {
  local package
  for package in "$@"; do
    if is_known "$package"; then
      echo "$package"
      return
    fi
  done
  say "none of these packages exists here: $*"
}

resolve() {
  local package
  for package in "$@"; do
    case $package in
      clang-format-14) first_known clang-format-14 clang-format ;;
      openjdk-17-jre-headless) first_known openjdk-17-jre-headless default-jre-headless ;;
      llhttp) choose_llhttp ;;
      clang) echo clang; clang_runtime ;;
      lib*-dev) known_library "$package" ;;
      *) echo "$package" ;;
    esac
  done
}

# The sanitizers of clang are a package of their own, named after its version.
clang_runtime() {
  local version
  version=$(apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p')
  if [ -n "$version" ] && is_known "libclang-rt-$version-dev"; then
    echo "libclang-rt-$version-dev"
  fi
}

# --- installing -----------------------------------------------------------------------------------

as_root=()

become_root() {
  [ "$(id -u)" -ne 0 ] || return 0
  if ! command -v sudo >/dev/null; then
    say "missing: ${missing[*]}. Run this as root, or install sudo."
    exit 1
  fi
  as_root=(sudo)
}

# quietly COMMAND...: shows the output of a command only when it fails.
quietly() {
  local log
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm -f "$log"
    say "failed: $*"
    return 1
  fi
  rm -f "$log"
}

apt_get() {
  quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -o DPkg::Lock::Timeout=300 "$@"
}

install_missing() {
  local packages
  become_root
  apt_get update || say "the package lists could not be renewed completely; going on with them"
  mapfile -t packages < <(resolve "${missing[@]}")
  [ ${#packages[@]} -gt 0 ] || return 0
  say "installing ${packages[*]}"
  apt_get install --yes --no-install-recommends "${packages[@]}"
}

lacks_a_library() {
  local package
  has_llhttp || [ -e /usr/include/llhttp.h ] || return 0
  for package in libuv1-dev libwslay-dev libmbedtls-dev libjsmn-dev; do
    has_package "$package" || return 0
  done
  return 1
}

# The pinned sources come from upstream; where only package registries are reached, cargo and pip
# bring what no Debian package has.
need_source_client() {
  missing=()
  need_command curl curl
  need_command xz xz-utils
  need_command bzip2 bzip2
  [ ${#missing[@]} -eq 0 ] || install_missing
  curl --silent --fail --head --max-time 15 --output /dev/null https://github.com && return
  missing=()
  need_command cargo cargo
  python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)
  [ ${#missing[@]} -eq 0 ] || install_missing
}

main() {
  local with_tests='' with_cross='' with_pulsar=''
  while [ $# -gt 0 ]; do
    case $1 in
      --help) usage; exit 0 ;;
      --with-tests) with_tests=1 ;;
      --with-cross) with_cross=1 ;;
      --with-pulsar) with_pulsar=1 ;;
      *) usage >&2; exit 1 ;;
    esac
    shift
  done
  [ -x /usr/bin/apt-get ] && [ -e /etc/debian_version ] || elsewhere
  need_build
  has_llhttp || [ -e /usr/include/llhttp.h ] || missing+=(llhttp)
  [ -z "$with_tests" ] || need_tests
  [ -z "$with_cross" ] || need_cross
  [ -z "$with_pulsar" ] || need_pulsar
  [ ${#missing[@]} -eq 0 ] || install_missing
  if [ -n "$with_tests$with_cross" ] || lacks_a_library; then need_source_client; fi
}

main "$@"

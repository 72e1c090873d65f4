#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Brings the pinned source of a third-party component and checks it. See --help.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lock=$here/sources.lock
into=$PWD/build/sources
only=
jobs_dir=

usage() {
  cat <<'TEXT'
usage: fetch-sources.sh [--into DIR] [--from KIND] NAME[@VERSION]...
       fetch-sources.sh --hash DIR
       fetch-sources.sh --list

Puts each component into DIR/NAME-VERSION (default DIR: build/sources) and prints that folder.
What is there and still has its hash is not fetched again. --from takes only places of one KIND:
debian, cargo, pip or https. NAME and VERSION are those of sources.lock; a VERSION may be a
beginning, such as mbedtls@3.6.

--hash prints the hash that sources.lock holds for a folder: the SHA-256 of the lines
`SHA-256  ./PATH`, sorted by path, of every file in it but its licences.
TEXT
}

say() { printf 'fetch-sources: %s\n' "$*" >&2; }

tree_hash() {
  (cd "$1" && find . -type f ! -name 'LICENSE*' ! -name COPYING -print0 | LC_ALL=C sort -z |
    xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
}

# --- places: each puts the component's files below $1 and fails quietly when it cannot ---------

from_debian() {
  local target=$1 path=$2 mirror
  [ -x /usr/lib/apt/apt-helper ] || return 1
  while read -r mirror; do
    /usr/lib/apt/apt-helper -o APT::Sandbox::User=root download-file \
      "${mirror%/}/$path" "$target/archive" >/dev/null 2>&1 || continue
    unpack "$target" && return 0
  done < <(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | grep '/debian/*$' | sort -u)
  return 1
}

# Cargo before 1.68 (Debian 12 has 1.65) reads its index from upstream by git, and by HTTP only when
# it is told to.
cargo_fetch() {
  (cd "$1" && { cargo fetch --quiet ||
    RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_SPARSE_REGISTRY=true cargo fetch --quiet; }) >/dev/null 2>&1
}

from_cargo() {
  local target=$1 name=${2%@*} version=${2#*@} folder
  command -v cargo >/dev/null || return 1
  mkdir -p "$target/probe/src"
  : > "$target/probe/src/lib.rs"
  printf '[package]\nname = "probe"\nversion = "0.0.0"\nedition = "2018"\n[dependencies]\n%s = "=%s"\n' \
    "$name" "$version" > "$target/probe/Cargo.toml"
  cargo_fetch "$target/probe" || return 1
  folder=$(find "${CARGO_HOME:-$HOME/.cargo}/registry/src" -mindepth 2 -maxdepth 2 \
    -name "$name-$version" -print -quit)
  [ -n "$folder" ] && cp -R "$folder" "$target/unpacked"
}

from_pip() {
  local target=$1 name=${2%@*} version=${2#*@} python
  python=$(command -v python3) && "$python" -m pip --version >/dev/null 2>&1 || return 1
  "$python" -m pip download --quiet --no-deps --no-binary "$name" --dest "$target/pip" \
    "$name==$version" >/dev/null 2>&1 || return 1
  mv "$target/pip/"*.tar.gz "$target/archive"
  unpack "$target"
}

from_https() {
  local target=$1 url=$2
  if command -v curl >/dev/null; then
    curl --fail --silent --location --connect-timeout 15 --retry 2 --output "$target/archive" "$url" || return 1
  elif command -v wget >/dev/null; then
    wget --quiet --timeout=15 --tries=2 --output-document="$target/archive" "$url" || return 1
  else
    return 1
  fi
  unpack "$target"
}

unpack() {
  rm -rf "$1/unpacked" && mkdir -p "$1/unpacked"
  tar --extract --file "$1/archive" --directory "$1/unpacked" --strip-components=1 2>/dev/null
}

# --- layout: the files we use, in the same places wherever they came from -----------------------

# copy_first TARGET NAME CANDIDATE...: the first candidate that exists becomes TARGET/NAME.
copy_first() {
  local target=$1 name=$2 candidate
  shift 2
  for candidate in "$@"; do
    if [ -e "$candidate" ]; then
      mkdir -p "$(dirname "$target/$name")"
      cp -R "$candidate" "$target/$name"
      return 0
    fi
  done
  return 1
}

# arrange NAME FROM TARGET. Runs in an && chain: each missing file ends it.
arrange() {
  local name=$1 from=$2 to=$3 file
  case $name in
    wslay)
      for file in wslay_frame.c wslay_frame.h wslay_net.c wslay_net.h wslay_macro.h; do
        copy_first "$to" $file "$from/vendor/$file" "$from/lib/$file" || return 1
      done
      file=includes/wslay/wslay.h
      copy_first "$to" $file "$from/vendor/$file" "$from/lib/$file" &&
        copy_first "$to" COPYING "$from/vendor/COPYING" "$from/COPYING" &&
        # Upstream's build makes this one.
        printf '#define WSLAY_VERSION "1.1.1-0e7d106"\n' > "$to/includes/wslay/wslayver.h"
      ;;
    llhttp)
      [ ! -d "$from/vendor/llhttp" ] || from=$from/vendor/llhttp
      copy_first "$to" src/llhttp.c "$from/build/c/llhttp.c" "$from/src/llhttp.c" &&
        copy_first "$to" src/api.c "$from/src/native/api.c" "$from/src/api.c" &&
        copy_first "$to" src/http.c "$from/src/native/http.c" "$from/src/http.c" &&
        copy_first "$to" include/llhttp.h "$from/build/llhttp.h" "$from/include/llhttp.h" &&
        { copy_first "$to" LICENSE "$from/LICENSE-MIT" "$from/LICENSE" || true; }
      ;;
    jsmn)
      copy_first "$to" jsmn.h "$from/jsmn.h" && copy_first "$to" LICENSE "$from/LICENSE"
      ;;
    libuv)
      [ ! -d "$from/libuv" ] || from=$from/libuv
      for file in CMakeLists.txt configure.ac LICENSE include src libuv.pc.in libuv-static.pc.in; do
        copy_first "$to" $file "$from/$file" || return 1
      done
      ;;
    mbedtls)
      [ ! -d "$from/mbedtls/library" ] || from=$from/mbedtls
      for file in LICENSE include library 3rdparty; do
        copy_first "$to" $file "$from/$file" || return 1
      done
      find "$to" -type f ! -name '*.[ch]' ! -name LICENSE -delete
      ;;
    cmocka)
      copy_first "$to" src/cmocka.c "$from/src/cmocka.c" &&
        copy_first "$to" include "$from/include" && copy_first "$to" COPYING "$from/COPYING" &&
        find "$to" -type f ! -name '*.[ch]' ! -name COPYING -delete
      ;;
  esac
}

# --- one component -------------------------------------------------------------------------------

# try_place NAME VERSION HASH PLACE
try_place() {
  local name=$1 version=$2 hash=$3 place=$4 kind=${4%%:*} work found
  work=$(mktemp -d "$into/.fetch.XXXXXX")
  jobs_dir=$work
  case $kind in
    debian|cargo|pip) "from_$kind" "$work" "${place#*:}" ;;
    https) from_https "$work" "$place" ;;
    *) false ;;
  esac && mkdir "$work/arranged" && arrange "$name" "$work/unpacked" "$work/arranged" || {
    rm -rf "$work"
    return 1
  }
  found=$(tree_hash "$work/arranged")
  if [ "$found" != "$hash" ]; then
    say "$name $version from $place has the hash $found, not $hash: not used"
    rm -rf "$work"
    return 1
  fi
  rm -rf "${into:?}/$name-$version"
  mv "$work/arranged" "$into/$name-$version"
  rm -rf "$work"
}

# is_here NAME VERSION HASH: it was fetched before, and is as it was.
is_here() {
  [ -z "$only" ] && [ -d "$into/$1-$2" ] && [ "$(tree_hash "$into/$1-$2")" = "$3" ]
}

# fetch_line NAME VERSION HASH PLACE...
fetch_line() {
  local name=$1 version=$2 hash=$3 place
  shift 3
  for place in "$@"; do
    [ -z "$only" ] || [ "${place%%:*}" = "$only" ] || continue
    say "$name $version from $place"
    try_place "$name" "$version" "$hash" "$place" && return 0
  done
  return 1
}

# The lines of the lock file for NAME[@PREFIX].
lines_of() {
  local wanted=${1%@*} prefix='' line fields
  case $1 in *@*) prefix=${1#*@} ;; esac
  while read -r line; do
    read -r -a fields <<< "$line"
    case "${fields[0]:-} ${fields[1]:-}" in "$wanted $prefix"*) echo "$line" ;; esac
  done < "$lock"
}

# What is here already comes first, in whatever line it stands.
fetch_component() {
  local attempt line fields
  for attempt in is_here fetch_line; do
    while read -r line; do
      read -r -a fields <<< "$line"
      if "$attempt" "${fields[@]}"; then
        printf '%s\n' "$into/${fields[0]}-${fields[1]}"
        return 0
      fi
    done < <(lines_of "$1")
  done
  say "no place in $lock brought $1. Offline? Missing curl, xz, bzip2, cargo or pip?"
  return 1
}

main() {
  local components=()
  while [ $# -gt 0 ]; do
    case $1 in
      --help) usage; exit 0 ;;
      --list) grep -v '^#' "$lock" | cut -d' ' -f1,2; exit 0 ;;
      --hash) tree_hash "$2"; exit 0 ;;
      --into) into=$2; shift ;;
      --from) only=$2; shift ;;
      -*) usage >&2; exit 1 ;;
      *) components+=("$1") ;;
    esac
    shift
  done
  [ ${#components[@]} -gt 0 ] || { usage >&2; exit 1; }
  mkdir -p "$into"
  into=$(cd "$into" && pwd)
  trap '[ -z "$jobs_dir" ] || rm -rf "$jobs_dir"' EXIT
  # One at a time: several configurations may run side by side.
  exec 9> "$into/.lock"
  if command -v flock >/dev/null; then flock 9; fi
  local component
  for component in "${components[@]}"; do
    fetch_component "$component"
  done
}

main "$@"

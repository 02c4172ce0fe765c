#!/usr/bin/env bash
# Builds libSystem for Linux and runs the tests on it: test/darwin/run.sh [--arm64] [file or folder …].
#
# --arm64: under Deno's arm64 build, by test/arm64.sh, with Apple's variadic convention of that processor.
# On a Mac they run against its own libSystem instead.
set -euo pipefail
cd "$(dirname "$0")/../.."

compiler=gcc
run=(deno test -A)
if [[ ${1:-} == --arm64 ]]; then
  shift
  run=(bash test/arm64.sh)
  [[ $(uname -m) == aarch64 ]] || compiler=aarch64-linux-gnu-gcc
fi
# refused_test.ts asks Linux's prctl before its first test.
# Of watching, the other files are about inotify, or any system; in emulation they take many minutes.
watching=$(printf 'test/watching/%s_test.ts ' scripts property watcher monitor poll_fd)
[[ $compiler == gcc ]] || watching=
(($#)) || set -- --ignore=test/call/refused_test.ts test/call test/handle test/stat test/fs test/locking $watching \
  test/path_test.ts test/darwin
[[ $(uname -s) != Darwin ]] || exec deno test -A --preload=test/darwin/target.ts "$@"

if [[ ! $(type -t $compiler) ]]; then
  packages=(gcc libc6-dev)
  [[ $compiler == gcc ]] || packages=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross)
  sudo=$( ((EUID == 0)) || echo sudo)
  echo "installing ${packages[*]}"
  $sudo apt-get update -qq
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "${packages[@]}" >/dev/null
fi
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
deno run --quiet -A test/darwin/header.ts "$build"
$compiler -shared -fPIC -O2 -Wall -Wextra -Wno-unused-parameter -Werror -fvisibility=hidden -I"$build" \
  -o "$build/libSystem.so" test/darwin/libsystem/*.c test/darwin/libsystem/*.S -ldl -pthread

# What was skipped is counted by reason, before deno's own summary.
export RESEAU_DARWIN_SHIM=$build/libSystem.so NO_COLOR=1
"${run[@]}" --preload=test/darwin/target.ts "$@" 2>&1 | awk '
  / \.\.\. ignored/ && match($0, /\(shim: .*\) \.\.\. /) { skipped[substr($0, RSTART + 7, RLENGTH - 13)]++ }
  /^(ok|FAILED) \| / {
    for (reason in skipped) printf "skipped on the shim: %d, because %s\n", skipped[reason], reason
  }
  { print; fflush() }'

#!/usr/bin/env bash
# Runs tests under Deno's arm64 build: test/arm64.sh [file or folder …]; by default the call layer, handles, metadata and
# tables, and of what is built on them the tests that reach each of its system calls.
#
# Elsewhere than on arm64, qemu's user-mode emulation runs it, which translates each of its system calls. What that
# proves: the tables of arm64 and the machine code, against arm64's libc. What it does not: qemu 7.2 has no openat2, so
# nothing is answered at once (`tryNow`), as on a kernel before 5.12; nor preadv2, io_uring, fanotify and PR_SET_MDWE.
#
# Types are checked on the host (`deno check test`): the compiler would take minutes here.
set -euo pipefail
cd "$(dirname "$0")/.."
if (($# == 0)); then
  set -- test/call test/ffi test/handle test/stat test/windows/machine_code_arm64_test.ts test/*_test.ts
  for file in names read_file rm write_file write_small xattr; do
    set -- "$@" "test/fs/${file}_test.ts"
  done
fi

[[ $(uname -m) != aarch64 ]] || exec deno test -A "$@"

version=2.9.5 # npm has no later build for arm64
cache=${XDG_CACHE_HOME:-$HOME/.cache}/reseau-files
prefix=/usr/aarch64-linux-gnu
arm64=$cache/deno-arm64-$version/package/deno

missing=()
[[ $(type -t qemu-aarch64-static) ]] || missing+=(qemu-user-static)
[[ -e $prefix/lib/libc.so.6 ]] || missing+=(libc6-arm64-cross)
[[ -e $prefix/lib/libgcc_s.so.1 ]] || missing+=(libgcc-s1-arm64-cross)
if ((${#missing[@]})); then
  sudo=$( ((EUID == 0)) || echo sudo)
  echo "installing ${missing[*]}"
  $sudo apt-get update -qq
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

if [[ ! -x $arm64 ]]; then
  # Unpacked beside its place and moved there, so that an interrupted download leaves nothing that looks whole.
  mkdir -p "$cache"
  unpacked=$(mktemp -d "$cache/unpacked.XXXXXX")
  (cd "$unpacked" && npm pack --silent "@deno/linux-arm64-glibc@$version" && tar xzf ./*.tgz && rm ./*.tgz)
  rm -rf "$cache/deno-arm64-$version"
  mv "$unpacked" "$cache/deno-arm64-$version"
fi

# Downloads belong to the host: the emulated Deno finds them made.
export DENO_DIR=$cache/deno DENO_NO_UPDATE_CHECK=1
deno install --quiet --frozen

# neoverse-n1 has the atomics that servers have, without pointer authentication, which `-cpu max` computes in software
# at each return: three times slower.
export RESEAU_EMULATOR="qemu-aarch64-static -cpu neoverse-n1 -L $prefix" RESEAU_SLOW_MACHINE=1
exec $RESEAU_EMULATOR "$arm64" test -A --no-check --frozen --preload=test/emulated.ts "$@"

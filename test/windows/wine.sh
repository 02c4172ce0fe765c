#!/bin/bash
# Deno's Windows build under Wine 10 on a Debian machine: root, apt and npm; nothing of the host is upgraded.
#
#   wine.sh setup TREE            unpack Wine 10 (Debian trixie) and deno.exe into TREE, once: about 25 s, 850 MB
#   wine.sh run TREE REPO ARG...  run `deno.exe ARG...` with REPO as current directory (Z:\repo), e.g. test -A test/
#
# DENO_VERSION (2.9.5) picks the build; DENO_CACHE names a host folder that serves as DENO_DIR, so that packages
# which `deno install` or a test run on the host has cached need no network here. WINE_TIMEOUT (600) bounds a run.
# Every run has its own pid and mount namespace: when it ends, every Wine process ends with it and nothing stays mounted.
set -euo pipefail

setup() {
  local tree=$1; lists=$(mktemp -d); trap 'rm -rf "$lists"' EXIT
  [ -e "$tree/opt/deno.exe" ] || unpack "$tree" "$lists"
  # The wait lets the wineserver write the registry: without it TEMP is undefined.
  [ -d "$tree/root/pfx/drive_c/windows/system32" ] || WAIT=1 inside "$tree" "$tree" /usr/lib/wine/wine64 wineboot.exe -i > "$tree/wineboot.log" 2>&1
}

# unpack TREE DIRECTORY: the packages and deno.exe; apt keeps its lists in DIRECTORY, the host's stay as they are.
unpack() {
  local tree=$1 apt=$2 mirror deb
  mirror=$(mirror) && [ -n "$mirror" ] || { apt-get -q update >/dev/null; mirror=$(mirror); }
  mkdir -p "$tree" "$apt"/{lists/partial,cache/archives/partial,preferences.d,debs}; : > "$apt/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" > "$apt/sources.list"
  local options=(-o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=- -o Dir::Etc::preferencesparts="$apt/preferences.d"
    -o Dir::State="$apt" -o Dir::State::lists="$apt/lists" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache"
    -o APT::Architecture=amd64 -o APT::Sandbox::User=root -o Acquire::Languages=none)
  apt-get "${options[@]}" -q update
  # libc-bin: the C.UTF-8 locale, without which names beyond ASCII fail. Not libfreetype6: wineboot hangs with it.
  ( cd "$apt/debs" && apt-get "${options[@]}" -q download wine64 libwine libz-mingw-w64 libc6 libc-bin libgcc-s1 libunwind8 liblzma5 )
  for deb in "$apt"/debs/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink -C "$tree" --exclude='./usr/share/doc*' --exclude='./usr/share/man*' \
      --exclude='./usr/share/locale*' --exclude='*/i386-windows/*' --exclude='./usr/i686-*' --exclude='./usr/x86_64-w64-mingw32ucrt*'
  done
  ln -sfn usr/lib "$tree/lib"; ln -sfn usr/lib64 "$tree/lib64"
  mkdir -p "$tree"/{tmp,proc,sys,dev,root,repo,cache,opt,etc}
  # What libwine's postinst does: mark zlib1.dll as one of Wine's own (otherwise user32.dll does not load, rc 53).
  local zlib=$tree/usr/x86_64-w64-mingw32/lib/zlib1.dll
  { head -c 64 "$zlib"; printf 'Wine builtin DLL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'; tail -c +97 "$zlib"; } > "$tree/usr/lib/x86_64-linux-gnu/wine/x86_64-windows/zlib1.dll"
  ( cd "$apt" && npm pack --silent "@deno/win32-x64@${DENO_VERSION:-2.9.5}" >/dev/null && tar xzf ./*.tgz && mv package/deno.exe "$tree/opt/deno.exe" )
}

# The Debian mirror that the host uses.
mirror() {
  apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 2>/dev/null | sed -n 's/ bookworm$//p' | head -n 1
}

inside() {
  local tree=$1 repo=$2; shift 2
  timeout -k 5 "${WINE_TIMEOUT:-600}" env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin TERM=dumb HOME=/root USER=root LANG=C.UTF-8 NO_COLOR=1 CI="${CI-}" \
    WAIT="${WAIT-}" WINEPREFIX=/root/pfx WINELOADER=/usr/lib/wine/wine64 WINESERVER=/usr/lib/wine/wineserver64 WINEDEBUG="${WINEDEBUG--all}" \
    WINEDLLOVERRIDES='mscoree=;mshtml=;winemenubuilder.exe=' DENO_NO_UPDATE_CHECK=1 DENO_DIR="${DENO_CACHE:+Z:\\cache}" \
    unshare -m -p -f --kill-child /bin/sh -c 'tree=$1; repo=$2; cache=$3; shift 3
      # Its own /tmp: there the wineserver listens, and two runs at once need one each.
      mount --bind "$repo" "$tree/repo" && mount --bind "$cache" "$tree/cache" && mount -t proc proc "$tree/proc" \
        && mount -t tmpfs tmp "$tree/tmp" && mount --rbind /dev "$tree/dev" && mount --rbind /sys "$tree/sys" || exit 125
      chroot "$tree" "$@"; code=$?
      [ -z "$WAIT" ] || chroot "$tree" /usr/lib/wine/wineserver64 -w; exit $code' sh "$tree" "$repo" "${DENO_CACHE:-$tree/cache}" "$@" </dev/null
}

case ${1-} in
  setup) setup "$2" ;;
  run) tree=$2; repo=$(realpath "$3"); shift 3
    inside "$tree" "$repo" /usr/lib/wine/wine64 start /wait /b /d 'Z:\repo' 'Z:\opt\deno.exe' "$@" ;;
  *) sed -n '2,10p' "$0"; exit 64 ;;
esac

#!/bin/bash
# Runs tests under Deno's Windows build and Wine; what differs from Windows there stands in README.md.
#
#   run.sh [FILE...]    default: everything that can run there
#
# Wine and deno.exe are unpacked once, into a cache directory; the exit code is deno's. Types are checked on the host:
# `deno check` does so for every system. Shared tests that cannot run say why (skips.ts), and are counted by reason.
# On Windows itself (in Git's bash) the same files run without Wine.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
cd "$here/../.."
# Of test/call is left out what calls another system's functions by its own prototypes before its first test; of test/fs,
# test/dir, test/handle and test/locking what is about another system's files, links, calls or namespaces throughout.
if [ $# -eq 0 ]; then
  # By grep: deno's --ignore knows no file by these names on Windows.
  mapfile -t shared < <(ls test/call/*_test.ts test/handle/*_test.ts | grep -vE \
    '/(alone|arena|error_privilege|interrupt|kqueue|reactor|records|refused)_test')
  set -- test/windows test/path_test.ts test/stat "${shared[@]}" \
    test/fs/{read_file,read_refused,changing,full,write_file,write_options,write_stream,names,names_model}_test.ts \
    test/fs/{mkdir,rename,rm,cd,change,links,readdir,scandir,walkdir,temporary,temporary_registry,at_exit}_test.ts \
    test/fs/{cp,cp_guards,cp_failing,mv}_test.ts test/separators_test.ts \
    test/fs/{unfinished,change_tree,rm_hostile,walkdir_tree,error_matrix}_test.ts test/dir \
    test/locking/{lock_file,conversion,cancelled,contention,pidlock,atomic_write,atomic_file}_test.ts \
    test/watching/{scripts,property,monitor,polling,process,snapshot,debounce,merge,tree_bytes}_test.ts
fi
run=(deno test -A --no-check --frozen --preload=test/windows/preload.ts)
case $(uname -s) in MINGW* | MSYS*) exec "${run[@]}" "$@" ;; esac
export WINE_TIMEOUT=${WINE_TIMEOUT:-850}

cache=${XDG_CACHE_HOME:-$HOME/.cache}/reseau-files/wine
export DENO_CACHE=$cache/deno
mkdir -p "$DENO_CACHE"
(
  flock 9 # two first runs at once would unpack into each other
  "$here/wine.sh" setup "$cache/tree" >"$cache/setup.log" 2>&1 || { cat "$cache/setup.log" >&2; exit 1; }
  # deno.exe then finds every package without a network.
  DENO_DIR=$DENO_CACHE deno install --quiet --frozen
) 9>"$cache/lock"
# Wine says three times a process that it draws no letters. What was skipped is counted before deno's own summary.
code=0
"$here/wine.sh" run "$cache/tree" . "${run[@]:1}" "$@" 2>&1 |
  sed -u '/FreeType/,/freetype\.org/d' | awk '
    / \.\.\. ignored/ && match($0, /\((Windows|Wine): .*\) \.\.\. /) { skipped[substr($0, RSTART + 1, RLENGTH - 7)]++ }
    /^(ok|FAILED) \| / { for (reason in skipped) printf "skipped: %d, %s\n", skipped[reason], reason }
    { print; fflush() }' || code=${PIPESTATUS[0]}
exit $code

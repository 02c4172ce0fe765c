/** Shared tests of locks, pidfiles and atomic writing that cannot run on Windows, or not on Wine: as in `skips.ts`. */
import type { Skips } from "./skips.ts";

/** What Windows has not. */
export const LOCKING_ON_WINDOWS: Skips = [
  ["it has no shell", [
    "an upgrade that cannot be had leaves nothing held",
    "the pid of another process is its own affair",
  ]],
  ["directories cannot be locked", [
    "the file is created, or must be there; it may be a directory",
    "a directory that somebody keeps locked",
  ]],
  ["ranges end as they were locked", [
    "ranges are locked apart from each other",
    "shared ranges get along",
  ]],
  ["it has neither /dev nor /proc", [
    "a thousand wait in one thread",
    "tmpdir is where the temporary file is",
  ]],
  ["modes have one bit", [
    "a pidfile is held by one, says who",
    "mode is as given, or what the umask leaves",
    "what is written appears with commit, and not before",
  ]],
  ["it has no extended attributes", ["preserve keeps attributes, and the owner"]],
  ["a link is made for what it leads to", [
    "replace: false makes a file only where nothing is",
    "of a symbolic link the target is replaced",
  ]],
];

/** What Wine cannot do. */
export const LOCKING_ON_WINE: Skips = [
  ["numbers an unlock otherwise", [
    "a wait ends with its time",
    "Deno.FsFile.lock and FileHandle.lock are the same locks",
  ]],
  ["keeps deleted names", [
    "a file that is removed or replaced while somebody waits",
    "what is no longer ours is not removed",
    "refresh touches the file, and tells when",
  ]],
  ["renames otherwise", [
    "who has the old file open goes on reading that",
    "a file that was replaced while its lock was lost",
  ]],
];

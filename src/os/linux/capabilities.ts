/** What this kernel and this libc can do. */
import { addressOfSymbol } from "../../call/library.ts";
import { cachedLookups } from "./cached.ts";

/** `true`, or why not. */
export function capabilities(): Record<string, true | string> {
  return {
    flock: has("flock"),
    ofdLocks: true, // Linux 3.15, older than any kernel that Deno runs on
    reflink: "depends on the filesystem: btrfs, xfs and bcachefs can",
    xattr: has("fgetxattr"),
    inotify: has("inotify_init1"),
    openat2: cachedLookups(),
    statx: has("statx"),
    preadv2: has("preadv2"),
    copyFileRange: has("copy_file_range"),
    ioUring: "no driver uses it in this release",
  };
}

function has(symbol: string): true | string {
  return addressOfSymbol(symbol) !== 0n ? true : `this C library has no ${symbol}`;
}

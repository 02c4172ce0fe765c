/** What this Darwin can do. */
import { addressOfSymbol } from "../../call/library.ts";

/** `true`, or why not. */
export function capabilities(): Record<string, true | string> {
  return {
    flock: has("flock"),
    reflink: "depends on the filesystem: apfs can",
    xattr: has("fgetxattr"),
    kqueue: has("kqueue"),
    inotify: "macOS has kqueue instead",
    ioUring: "macOS has none",
  };
}

function has(symbol: string): true | string {
  return addressOfSymbol(symbol) !== 0n ? true : `this libSystem has no ${symbol}`;
}

/** What this Windows can do. */

/** `true`, or why not. */
export function capabilities(): Record<string, true | string> {
  return {
    flock: true,
    ofdLocks: "Windows has locks of handles instead: LockFileEx",
    reflink: "not used on Windows yet",
    xattr: "Windows has streams, which are files of their own",
    inotify: "not on windows",
    completionPort: true,
    ioUring: "not on windows",
  };
}

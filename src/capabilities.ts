import { batching } from "./call/pool.ts";
import { os } from "./os/os.ts";

/**
 * What this system, its kernel and its C library can do: `true`, or why not.
 *
 * `batch`: calls share trips to other threads; `tryNow`: calls that cannot block are made at once; `openat2`, `preadv2`,
 * `statx`, `copyFileRange`, `xattr`, `flock`, `ofdLocks`, `inotify`, `reflink`, `ioUring`: the system's own.
 */
export type Capabilities = Readonly<Record<string, true | string>>;

/**
 * What this system can do, and why not.
 *
 * @example
 * ```ts
 * import { capabilities } from "@reseau/files";
 * console.log(capabilities().batch); // true, or the reason
 * ```
 */
export function capabilities(): Capabilities {
  const run = batching();
  const system = os.capabilities();
  return { batch: typeof run === "string" ? run : true, tryNow: system.openat2 ?? `not on ${os.name}`, ...system };
}

/** Locking on Windows. */
import { errorName, failureOf } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import type { Locking } from "../locking_contract.ts";
import { chmod } from "./attributes.ts";
import { disposed } from "./disposal.ts";
import { WHOLE } from "./lock.ts";
import { bytesOf, lockRange } from "./lock_ranges.ts";
import { waitInLine } from "./lock_wait.ts";
import { c } from "./kernel32.ts";
import { patiently } from "./patience.ts";
import { HERE } from "./place.ts";
import { keep } from "./preserving.ts";
import { probe, startOf } from "./processes.ts";
import { opened } from "./removal.ts";
import { place } from "./replacing.ts";

const ENOENT = failureOf("ENOENT");
const ENOSYS = failureOf("ENOSYS");
const ANOTHER = 1;
const S_IWUSR = 0o200;

/** Locking on Windows. */
export const windowsLocking: Locking = {
  converts: { shared: true, exclusive: false },
  lockRange,
  watchLock(fd, listener, wanted) {
    if (wanted === undefined) return ENOSYS;
    const { kind, range } = wanted;
    const bytes = range === undefined ? WHOLE[kind] : bytesOf(range.offset, range.length);
    return waitInLine(fd, bytes, kind === "exclusive", listener);
  },
  // A process' start is a time that no other boot can have; `BootTime` would change when the clock is set.
  bootId: none,
  startOf,
  pidNamespace: none,
  probe,
  place,
  keep,
  *removeIf(path, isIt) {
    const attempt = () =>
      opened<never>(HERE, path, c.DELETE, function* (fd): Program<number> {
        const file = { fd, manner: "disk" } as const;
        if (!(yield* isIt(file))) return ANOTHER;
        const result = yield* disposed(fd);
        // What may only be read is kept by file systems without POSIX's ways.
        return errorName(result) === "EACCES" && (yield* chmod(file, S_IWUSR)) === 0 ? yield* disposed(fd) : result;
      });
    const result = yield* patiently(attempt);
    return result === ENOENT ? ANOTHER : result;
  },
};

// deno-lint-ignore require-yield -- there is nothing to ask
function* none(): Program<string> {
  return "";
}

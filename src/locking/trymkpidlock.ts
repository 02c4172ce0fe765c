import { asynchronous } from "../call/asynchronous.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { pidPlace } from "./mkpidlock.ts";
import { pidClaimed } from "./pid_claim.ts";
import { PidLock } from "./pid_lock.ts";
import { type PidLockOptions, pidPlan } from "./pid_options.ts";

/** How to try to make a pidfile. */
export type TryPidLockOptions = Omit<PidLockOptions, "wait" | "timeout" | "pollInterval">;

function* tried(path: string | URL, options: TryPidLockOptions): Program<PidLock | false> {
  const plan = pidPlan({ ...options, wait: false }, "trymkpidlock");
  const holding = yield* pidClaimed(yield* pidPlace(path), plan);
  return holding === null ? false : new PidLock(holding);
}

/**
 * Makes a pidfile as `mkpidlock` does when that is possible at once; one that was left behind is replaced.
 *
 * @example
 * ```ts
 * import { trymkpidlock } from "@reseau/files";
 * const path = `${await Deno.makeTempDir()}/job.pid`;
 * const lock = await trymkpidlock(path);
 * console.log(lock !== false, await trymkpidlock(path)); // true false
 * if (lock !== false) await lock.release();
 * ```
 *
 * @returns The pidfile, or `false` while somebody else holds it.
 * @throws {Deno.errors.NotFound} `ENOENT`: the directory does not exist.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: the directory cannot be written.
 * @throws {Deno.errors.NotCapable} Without `read` and `write` permission for `path`, or `sys` for the hostname.
 */
export function trymkpidlock(path: string | URL, options: TryPidLockOptions = {}): Promise<PidLock | false> {
  return asynchronous(tried(path, options), options.signal);
}

/** The synchronous {@link trymkpidlock}. */
export function trymkpidlockSync(path: string | URL, options: Omit<TryPidLockOptions, "signal"> = {}): PidLock | false {
  return synchronous(tried(path, options));
}

import { basename, dirname, join } from "@std/path";
import { asynchronous } from "../call/asynchronous.ts";
import { timeoutError } from "../call/deadline.ts";
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { requireRead, requireWrite } from "../permission.ts";
import { pidClaimed } from "./pid_claim.ts";
import type { PidPlace } from "./pid_holding.ts";
import { PidLock } from "./pid_lock.ts";
import { type PidLockOptions, pidPlan } from "./pid_options.ts";

const EEXIST = failureOf("EEXIST");
const ENOENT = failureOf("ENOENT");

/** Where a pidfile will be; its directory must be there. */
export function* pidPlace(path: string | URL): Program<PidPlace> {
  const name = pathOf(path);
  const judged = requireRead(name);
  requireWrite(name);
  if (judged === "") throw systemError(ENOENT, "open", name);
  const directory = yield* names.realpath(dirname(judged));
  if (typeof directory === "number") throw systemError(directory, "open", name);
  return { name, directory, path: join(directory, basename(judged)) as string };
}

/** Takes a pidfile. */
function* pidLocked(path: string | URL, options: PidLockOptions): Program<PidLock> {
  const plan = pidPlan(options, "mkpidlock");
  const place = yield* pidPlace(path);
  const holding = yield* pidClaimed(place, plan);
  if (holding !== null) return new PidLock(holding);
  throw plan.wait ? timeoutError("mkpidlock", place.name) : systemError(EEXIST, "open", place.name);
}

/**
 * Makes a pidfile that at most one process holds at a time, and waits while another does.
 *
 * The file's first line is `<pid> <hostname>`, which other tools read and write; a second one says when the process
 * started, in which boot and which pid namespace, and that the process has locked the file (`flock`). It appears complete
 * and locked, or not at all (Linux: `O_TMPFILE`, `linkat`), and is removed by `release()`, at the end of the process, by
 * `Deno.exit`, by an error that nobody catches, and when the lock is collected. A process that was killed leaves it
 * behind, without the lock: the next one takes it at once. So does one after a reboot, and one that finds that the pid is
 * another process' by now.
 *
 * Windows: it has a name of its own (`.reseau-…`) until it is complete and locked (`LockFileEx` behind its end, so that
 * everybody can read it); it is removed by a handle, which is sure to be that of the file that was looked at; and `mode`
 * without a right to write makes it read-only.
 *
 * A file that another tool, or another machine, left behind is known by its age alone: with `staleAge`, one that is older
 * and whose process is gone, or five times older (25 times with `refresh: 0`), whether that is alive or not.
 *
 * Of any number of processes that find such a file one takes it, and none removes another's new file: whoever removes a
 * pidfile has locked its directory meanwhile. Other tools do not: beside them that holds as far as they do.
 *
 * Those of this process that wait for a path take it in the order of their calls. Given up by `signal` or `timeout`,
 * nothing is held and no file is left.
 *
 * @example
 * ```ts
 * import { mkpidlock, readPidfile } from "@reseau/files";
 * const path = `${await Deno.makeTempDir()}/job.pid`;
 * await using lock = await mkpidlock(path, { timeout: 5000 });
 * console.log(lock.held, (await readPidfile(path))?.pid === Deno.pid); // true true
 * ```
 *
 * @param path The pidfile, in a directory that exists.
 * @throws {Deno.errors.NotFound} `ENOENT`: the directory does not exist.
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: another process holds it, with `wait: false`.
 * @throws {DOMException} `TimeoutError`: `timeout` has passed.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: the directory cannot be written.
 * @throws {RangeError} A time that is negative, or a `pid` that is none.
 * @throws {Deno.errors.NotCapable} Without `read` and `write` permission for `path`, or `sys` for the hostname.
 */
export function mkpidlock(path: string | URL, options: PidLockOptions = {}): Promise<PidLock> {
  return asynchronous(pidLocked(path, options), options.signal);
}

/** The synchronous {@link mkpidlock}. It blocks this thread while another process holds it. */
export function mkpidlockSync(path: string | URL, options: Omit<PidLockOptions, "signal"> = {}): PidLock {
  return synchronous(pidLocked(path, options));
}

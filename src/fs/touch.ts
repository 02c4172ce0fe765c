import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";
import { pathOf } from "../path.ts";
import { requireWrite } from "../permission.ts";
import type { HasDescriptor } from "../stat/fstat.ts";
import { attempt, fail } from "./attempt.ts";
import { timed } from "./futime.ts";

const { O } = os;
const ENXIO = failureOf("ENXIO");
const EACCES = failureOf("EACCES");

function* touched(path: string | URL): Program<string> {
  const name = pathOf(path);
  const judged = requireWrite(name);
  const fd = yield* names.open(names.HERE, judged, O.WRONLY | O.CREAT | O.NONBLOCK | O.NOCTTY, 0o666);
  if (fd >= 0) {
    try {
      yield* attempt(os.utime({ fd, manner: "disk" }, "now", "now"), "futimens", name);
    } finally {
      yield* names.close(fd);
    }
    return name;
  }
  // Its owner may set the times of a file that may not be written; a FIFO without a reader cannot be opened.
  const settable = fd === ENXIO || (fd === EACCES && (yield names.stat(names.HERE, judged, true)) >= 0);
  if (!settable) yield* fail(fd, "open", name);
  yield* attempt(names.utime(names.HERE, judged, "now", "now", true), "utimensat", name);
  return name;
}

/** Sets the times of an open file to now. */
function touchedOpen(file: HasDescriptor): Program<void> {
  return timed(file, "now", "now");
}

/**
 * Sets the times of last access and modification to now, by the clock of the system or server that keeps the file; one
 * that does not exist is created, empty, with permission bits 0o666 less the umask. Nothing is ever cut.
 *
 * Linux, macOS: `open(2)` and `futimens(3)`; `utimensat(2)` of what cannot be opened. Windows: `CreateFileW` and
 * `FileBasicInfo`.
 *
 * @example
 * ```ts
 * import { filesize, mktempdir, touch } from "@reseau/files";
 * const path = await touch(`${await mktempdir()}/stamp`);
 * console.log(await filesize(path)); // 0
 * ```
 *
 * @param subject A path, or an open handle.
 * @returns The path; nothing for a handle.
 * @throws {Deno.errors.IsADirectory} `EISDIR`
 * @throws {Deno.errors.NotFound} `ENOENT`: a directory on the way does not exist.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: it may not be written and belongs to others.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 */
export function touch(subject: string | URL, options?: CallOptions): Promise<string>;
/** {@link touch} of an open file. */
export function touch(subject: HasDescriptor, options?: CallOptions): Promise<void>;
export function touch(subject: string | URL | HasDescriptor, options?: CallOptions): Promise<string | void> {
  return asynchronous<string | void>(isPath(subject) ? touched(subject) : touchedOpen(subject), options?.signal);
}

/** The synchronous {@link touch}. */
export function touchSync(subject: string | URL): string;
/** The synchronous {@link touch} of an open file. */
export function touchSync(subject: HasDescriptor): void;
export function touchSync(subject: string | URL | HasDescriptor): string | void {
  return synchronous<string | void>(isPath(subject) ? touched(subject) : touchedOpen(subject));
}

function isPath(subject: string | URL | HasDescriptor): subject is string | URL {
  return typeof subject === "string" || subject instanceof URL;
}

import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { os } from "../os/os.ts";
import { pathOf } from "../path.ts";
import { requireRead } from "../permission.ts";
import { found, isGone } from "./pidfile.ts";

const ENOENT = failureOf("ENOENT");

/** What a pidfile says. */
export interface Pidfile {
  /** The process; 0 when the file does not say. */
  readonly pid: number;
  /** Its machine; empty when the file does not say. */
  readonly hostname: string;
  /** Milliseconds since the file was written or touched; negative when clocks differ. */
  readonly age: number;
  /**
   * Whether the process is known to be gone: there is none of that number, or one that started later, or the system has
   * been booted since. Of another machine's that cannot be known. An empty file counts as stale.
   */
  readonly stale: boolean;
}

function* read(path: string | URL): Program<Pidfile | null> {
  const name = pathOf(path);
  const opened = yield* os.open(requireRead(name), os.O.RDONLY | os.O.NONBLOCK, 0);
  if (opened === ENOENT) return null;
  if (typeof opened === "number") throw systemError(opened, "open", name);
  try {
    const content = yield* found({ ...opened, path: name });
    const { pid, hostname, age } = content;
    return { pid, hostname, age, stale: yield* isGone(content) };
  } finally {
    yield* os.close(opened, true);
  }
}

/**
 * Reads a pidfile, this library's or another tool's; what it cannot make sense of is a pid of 0.
 *
 * @example
 * ```ts
 * import { readPidfile } from "@reseau/files";
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, `${Deno.pid} ${Deno.hostname()}`);
 * const { pid, stale } = (await readPidfile(path))!;
 * console.log(pid === Deno.pid, stale); // true false
 * await Deno.remove(path);
 * ```
 *
 * @returns What it says, or `null` when there is none.
 * @throws {Deno.errors.PermissionDenied} `EACCES`
 * @throws {Deno.errors.IsADirectory} `EISDIR`
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`, or `sys` for the hostname.
 */
export function readPidfile(path: string | URL, options?: CallOptions): Promise<Pidfile | null> {
  return asynchronous(read(path), options?.signal);
}

/** The synchronous {@link readPidfile}. */
export function readPidfileSync(path: string | URL): Pidfile | null {
  return synchronous(read(path));
}

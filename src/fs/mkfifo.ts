import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { toMode } from "../integer.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { type Base, WORKING } from "./base.ts";
import { attempt } from "./attempt.ts";

/** How `mkfifo` creates it. */
export interface MkfifoOptions extends CallOptions {
  /** Permission bits, of which the umask takes some. Default: 0o666. */
  mode?: number;
}

/** Makes a FIFO below `base`. */
export function* made(
  path: string | URL,
  { mode = 0o666 }: MkfifoOptions,
  base: Base = WORKING,
): Program<string> {
  const name = pathOf(path);
  const bits = toMode(mode);
  const make = base.at(base.requireWrite(name), "itself", (at, path) => names.mkfifo(at, path, bits));
  yield* attempt(make, "mkfifo", base.shown(name));
  return name;
}

/**
 * Creates a FIFO: what one process writes to it, another reads.
 *
 * Linux, macOS: [`mkfifo(3)`](https://man7.org/linux/man-pages/man3/mkfifo.3.html). Windows has none in its filesystem.
 *
 * @example
 * ```ts
 * import { isFifo, mkfifo, mktempdir } from "@reseau/files";
 * const path = await mkfifo(`${await mktempdir()}/queue`, { mode: 0o600 });
 * console.log(await isFifo(path)); // true
 * ```
 *
 * @returns The path.
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: something is there.
 * @throws {Deno.errors.NotFound} `ENOENT`: its directory does not exist.
 * @throws {Deno.errors.NotSupported} `EOPNOTSUPP`: the filesystem, which the message names, has none.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 */
export function mkfifo(path: string | URL, options: MkfifoOptions = {}): Promise<string> {
  return asynchronous(made(path, options), options.signal);
}

/** The synchronous {@link mkfifo}. */
export function mkfifoSync(path: string | URL, options: MkfifoOptions = {}): string {
  return synchronous(made(path, options));
}

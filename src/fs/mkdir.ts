import { asynchronous } from "../call/asynchronous.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { type Base, WORKING } from "./base.ts";
import { attempt } from "./attempt.ts";
import { madeWithParents } from "./mkpath.ts";
import { toDirectoryMode } from "./directory.ts";
import type { UnfinishedOptions } from "./unfinished.ts";

/** `Deno.MkdirOptions`. */
export interface MkdirOptions extends UnfinishedOptions {
  /** Creates missing parents, too, and takes a directory that exists, as `mkpath` does. Default: false. */
  recursive?: boolean;
  /** Permission bits, of which the umask takes some: 0 to 0o777. Default: 0o777. */
  mode?: number;
}

/** Makes a directory below `base`. */
export function* made(
  path: string | URL,
  options: MkdirOptions,
  base: Base = WORKING,
): Program<string> {
  const { recursive = false, mode = 0o777 } = options;
  if (recursive) return yield* madeWithParents(path, options, base);
  const name = pathOf(path);
  const bits = toDirectoryMode(mode);
  const make = base.at(base.requireWrite(name), "itself", (at, path) => names.mkdir(at, path, bits));
  yield* attempt(make, "mkdir", base.shown(name));
  return name;
}

/**
 * Creates a directory.
 *
 * Linux, macOS: [`mkdir(2)`](https://man7.org/linux/man-pages/man2/mkdir.2.html). Windows: `CreateDirectoryW`; it has
 * no modes.
 *
 * @example
 * ```ts
 * import { isDir, mkdir, mktempdir } from "@reseau/files";
 * const dir = await mktempdir();
 * await mkdir(`${dir}/private`, { mode: 0o700 });
 * console.log(await isDir(`${dir}/private`)); // true
 * ```
 *
 * @returns The path.
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: something is there.
 * @throws {Deno.errors.NotFound} `ENOENT`: its parent does not exist.
 * @throws {Deno.errors.NotADirectory} `ENOTDIR`: a part of the path before the last is not a directory.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: the parent may not be written.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 * @throws {RangeError} `mode` is not from 0 to 0o777.
 */
export function mkdir(path: string | URL, options: MkdirOptions = {}): Promise<string> {
  return asynchronous(made(path, options), options.signal);
}

/** The synchronous {@link mkdir}. */
export function mkdirSync(path: string | URL, options: MkdirOptions = {}): string {
  return synchronous(made(path, options));
}

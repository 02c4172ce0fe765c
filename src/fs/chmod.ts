import { asynchronous } from "../call/asynchronous.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { toMode } from "../integer.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { type Base, WORKING } from "./base.ts";
import { attempt } from "./attempt.ts";
import { TreeChange } from "./tree_change.ts";
import { Account, telling, type UnfinishedOptions } from "./unfinished.ts";

/** How far `chmod` goes. */
export interface ChmodOptions extends UnfinishedOptions {
  /** Changes everything below a directory, too, but symbolic links and what they lead to. Default: false. */
  recursive?: boolean;
}

/** Sets the permission bits of what is below `base`. */
export function* changed(
  path: string | URL,
  mode: number,
  options: ChmodOptions,
  base: Base = WORKING,
): Program<string> {
  const name = pathOf(path);
  const bits = toMode(mode);
  const { recursive = false } = options;
  if (recursive) base.requireRead(name);
  const judged = base.requireWrite(name);
  const shown = base.shown(name);
  const one = (at: number, path: string, follow: boolean) => names.chmod(at, path, bits, follow);
  if (!recursive) {
    yield* attempt(base.at(judged, "leads", one), "chmod", shown);
    return name;
  }
  const account = new Account("changed");
  const tree = new TreeChange(shown, { syscall: "fchmodat", links: false, one }, account);
  const change = base.at(judged, "leads", (at, path, follow) => tree.run(at, path, follow));
  yield* telling(attempt(change, "chmod", shown), account, options);
  return name;
}

/**
 * Sets the permission bits; a symbolic link is followed.
 *
 * Linux, macOS: [`chmod(2)`](https://man7.org/linux/man-pages/man2/chmod.2.html); `recursive` by descriptors, a
 * directory before what is in it, however deep that is: what is moved or replaced meanwhile leads nowhere else. It ends at
 * the first failure; what was changed before stays so, and the error says how much (`done`). Windows: the read-only attribute, by whether the owner may write.
 *
 * @example
 * ```ts
 * import { chmod, mktempdir, touch, uperm } from "@reseau/files";
 * const path = await touch(`${await mktempdir()}/file`);
 * await chmod(path, 0o400);
 * console.log(await uperm(path)); // 4
 * ```
 *
 * @param mode 0 to 0o7777.
 * @returns The path.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.PermissionDenied} `EPERM`: it belongs to others; `EACCES`: a directory may not be searched.
 * @throws {Error} `EROFS`: the filesystem is read-only.
 * @throws {RangeError} `mode` is not a whole number of bits.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`; with `recursive` also `read`.
 */
export function chmod(path: string | URL, mode: number, options: ChmodOptions = {}): Promise<string> {
  return asynchronous(changed(path, mode, options), options.signal);
}

/** The synchronous {@link chmod}. */
export function chmodSync(path: string | URL, mode: number, options: ChmodOptions = {}): string {
  return synchronous(changed(path, mode, options));
}

import { asynchronous } from "../call/asynchronous.ts";
import { synchronous } from "../call/synchronous.ts";
import type { CpOptions } from "./copy_options.ts";
import { copiedTree } from "./copy_program.ts";

/**
 * Copies a directory with all that it holds, as `cp` does; anything else is refused. A symbolic link to a directory is that
 * directory here. What is different on macOS and Windows stands there, too.
 *
 * @example
 * ```ts
 * import { cptree, mkdir, mktempdir, writeFile } from "@reseau/files";
 * const dir = await mktempdir();
 * await mkdir(`${dir}/a`);
 * await writeFile(`${dir}/a/file`, "content");
 * await cptree(`${dir}/a`, `${dir}/b`);
 * ```
 *
 * @returns The path of the copy.
 * @throws {Deno.errors.NotADirectory} `ENOTDIR`: `src` is no directory.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is at `src`, or the directory for `dst` does not exist.
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: something is at `dst`, without `force`.
 * @throws {TypeError} `EINVAL`: both are the same directory, or one is in the other.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `src` and `write` for `dst`; without either for everything
 * where a symbolic link is copied itself, as for `symlink`; without all permissions for a device, as for `mknod`.
 */
export function cptree(src: string | URL, dst: string | URL, options: CpOptions = {}): Promise<string> {
  return asynchronous(copiedTree(src, dst, options), options.signal);
}

/** The synchronous {@link cptree}. */
export function cptreeSync(src: string | URL, dst: string | URL, options: CpOptions = {}): string {
  return synchronous(copiedTree(src, dst, options));
}

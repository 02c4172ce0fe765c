import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { type Base, WORKING } from "./base.ts";
import { attempt } from "./attempt.ts";

/** Removes a name below `base` that is not a directory's. */
export function* unlinked(path: string | URL, base: Base = WORKING): Program<void> {
  const name = pathOf(path);
  yield* attempt(base.at(base.requireWrite(name), "itself", names.unlink), "unlink", base.shown(name));
}

/**
 * Removes a name that is not a directory's. The file goes with its last name, once nobody has it open; of a symbolic
 * link, the link is removed.
 *
 * Linux, macOS: [`unlink(2)`](https://man7.org/linux/man-pages/man2/unlink.2.html). Windows:
 * `FileDispositionInformationEx` with POSIX semantics: the name is gone at once, also of a file that is open or
 * read-only. What a scanner holds is waited for, up to a second.
 *
 * @example
 * ```ts
 * import { isPath, mktempdir, unlink, writeFile } from "@reseau/files";
 * const path = `${await mktempdir()}/file`;
 * await writeFile(path, "hello");
 * await unlink(path);
 * console.log(await isPath(path)); // false
 * ```
 *
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.IsADirectory} `EISDIR` (Linux): it is a directory.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: its directory may not be written; `EPERM`: the directory is sticky and
 * both belong to others, the file is immutable, or (macOS) a directory.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 */
export function unlink(path: string | URL, options?: CallOptions): Promise<void> {
  return asynchronous(unlinked(path), options?.signal);
}

/** The synchronous {@link unlink}. */
export function unlinkSync(path: string | URL): void {
  synchronous(unlinked(path));
}

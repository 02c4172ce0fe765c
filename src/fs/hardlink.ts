import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { type Base, WORKING } from "./base.ts";
import { attempt } from "./attempt.ts";

/** Links a file below `base` to a name below `into`. */
export function* linked(
  existing: string | URL,
  path: string | URL,
  base: Base = WORKING,
  into: Base = base,
): Program<void> {
  const [from, to] = [pathOf(existing), pathOf(path)];
  base.requireRead(from);
  const [source, target] = [base.requireWrite(from), into.requireWrite(to)];
  const link = base.at(
    source,
    "itself",
    (fromAt, from) => into.at(target, "itself", (at, path) => names.link(fromAt, from, at, path, false)),
  );
  yield* attempt(link, "link", base.shown(from), into.shown(to));
}

/**
 * Creates a hard link: a second name for the file at `existing`. A symbolic link there gets the second name itself.
 *
 * Linux, macOS: [`linkat(2)`](https://man7.org/linux/man-pages/man2/link.2.html). Windows: `FileLinkInformation`.
 *
 * @example
 * ```ts
 * import { hardlink, mktempdir, samefile, writeFile } from "@reseau/files";
 * const dir = await mktempdir();
 * await writeFile(`${dir}/report`, "hello");
 * await hardlink(`${dir}/report`, `${dir}/again`);
 * console.log(await samefile(`${dir}/report`, `${dir}/again`)); // true
 * ```
 *
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: something is at `path`.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is at `existing`, or a directory on the way to `path` does not exist.
 * @throws {Error} `EXDEV`: the two are on different filesystems. `EMLINK`: the file has as many names as it may.
 * @throws {Deno.errors.PermissionDenied} `EPERM`: it is a directory, or the filesystem has no hard links; `EACCES`
 * @throws {Deno.errors.NotCapable} Without `read` and `write` permission for `existing`, and `write` for `path`.
 */
export function hardlink(existing: string | URL, path: string | URL, options?: CallOptions): Promise<void> {
  return asynchronous(linked(existing, path), options?.signal);
}

/** The synchronous {@link hardlink}. */
export function hardlinkSync(existing: string | URL, path: string | URL): void {
  synchronous(linked(existing, path));
}

import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { preservedOf } from "./copy_options.ts";
import { type MetadataPart, preserved } from "./metadata_program.ts";

/** How to preserve metadata. */
export interface PreserveOptions extends CallOptions {
  /** Whether it is about what symbolic links lead to. Default: true. */
  followSymlinks?: boolean;
}

const USUAL: readonly MetadataPart[] = ["mode", "times", "owner"];

function* given(
  from: string | URL,
  to: string | URL,
  which: readonly MetadataPart[],
  { followSymlinks = true }: PreserveOptions,
): Program<void> {
  yield* preserved(from, to, preservedOf(which, "preserveMetadata"), followSymlinks, "preserveMetadata");
}

/**
 * Gives the file at `to` metadata of the file at `from`: permission bits, times to the nanosecond, owner and group,
 * extended attributes with the ACLs. Attributes of `to` that `from` has not stay.
 *
 * Linux, macOS: `chown(2)`, `setxattr(2)`, `chmod(2)`, `utimensat(2)`, in this order.
 *
 * @example
 * ```ts
 * import { mktempdir, preserveMetadata, stat, writeFile } from "@reseau/files";
 * const path = `${await mktempdir()}/file`;
 * await writeFile(path, "");
 * await preserveMetadata("deno.json", path, ["mode", "times"]);
 * console.log((await stat(path)).mtimeNs === (await stat("deno.json")).mtimeNs); // true
 * ```
 *
 * @param which Default: `["mode", "times", "owner"]`.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is at one of the two.
 * @throws {Deno.errors.PermissionDenied} `EPERM`: only the administrator may give files away.
 * @throws {Deno.errors.NotSupported} `EOPNOTSUPP`: the filesystem, which the message names, cannot keep it; the mode of a
 * symbolic link.
 * @throws {TypeError} `which` holds something else.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `from` and `write` for `to`.
 */
export function preserveMetadata(
  from: string | URL,
  to: string | URL,
  which: readonly MetadataPart[] = USUAL,
  options: PreserveOptions = {},
): Promise<void> {
  return asynchronous(given(from, to, which, options), options.signal);
}

/** The synchronous {@link preserveMetadata}. */
export function preserveMetadataSync(
  from: string | URL,
  to: string | URL,
  which: readonly MetadataPart[] = USUAL,
  options: PreserveOptions = {},
): void {
  synchronous(given(from, to, which, options));
}

import { asynchronous } from "../call/asynchronous.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { preserved } from "./metadata_program.ts";
import type { PreserveOptions } from "./preserve_metadata.ts";

const OWNER = new Set(["owner"] as const);

function given(from: string | URL, to: string | URL, { followSymlinks = true }: PreserveOptions): Program<void> {
  return preserved(from, to, OWNER, followSymlinks, "preserveOwnership");
}

/**
 * Gives the file at `to` the owner and the group of the file at `from`.
 *
 * Linux, macOS: `stat(2)`, `chown(2)`, or `lchown(2)` without `followSymlinks`.
 *
 * @example
 * ```ts
 * import { preserveOwnership, stat, writeFile } from "@reseau/files";
 * const path = await Deno.makeTempFile();
 * await writeFile(path, "");
 * await preserveOwnership(path, path);
 * console.log((await stat(path)).uid);
 * ```
 *
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is at one of the two.
 * @throws {Deno.errors.PermissionDenied} `EPERM`: only the administrator may give files away.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `from` and `write` for `to`.
 */
export function preserveOwnership(from: string | URL, to: string | URL, options: PreserveOptions = {}): Promise<void> {
  return asynchronous(given(from, to, options), options.signal);
}

/** The synchronous {@link preserveOwnership}. */
export function preserveOwnershipSync(from: string | URL, to: string | URL, options: PreserveOptions = {}): void {
  synchronous(given(from, to, options));
}

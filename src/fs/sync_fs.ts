import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { fail } from "../handle/change_programs.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import { type FileSubject, onFile, onFileSync } from "../handle/on_file.ts";
import { copying } from "../os/copying.ts";

function* synced(file: OpenFile): Program<void> {
  const result = yield* copying.syncFs(file);
  if (result < 0) yield* fail(result, "syncfs", file);
}

/**
 * Waits until everything that was written to a filesystem is on the disk.
 *
 * Linux: [`syncfs(2)`](https://man7.org/linux/man-pages/man2/syncfs.2.html), which tells of failed writes from Linux 5.8 on.
 * macOS: `FSIOC_SYNC_VOLUME`, the drive's cache included.
 *
 * @example
 * ```ts
 * import { syncFs } from "@reseau/files";
 * await syncFs(".");
 * ```
 *
 * @param file A file or directory on it, or a handle.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Error} `EIO`, `ENOSPC`: what was written could not be stored.
 * @throws {Deno.errors.NotCapable} Without `read` permission for a path.
 */
export function syncFs(file: FileSubject, options?: CallOptions): Promise<void> {
  return onFile(file, "read", synced, options?.signal);
}

/** The synchronous {@link syncFs}. */
export function syncFsSync(file: FileSubject): void {
  onFileSync(file, "read", synced);
}

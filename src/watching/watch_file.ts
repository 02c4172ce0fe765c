import type { FileEvent } from "./file_event.ts";
import { FileMonitor } from "./file_monitor.ts";
import { requireWait, type WaitOptions } from "./wait_options.ts";

/**
 * Waits until something happens to one file or directory: {@link FileMonitor}, once. What happens between two calls is
 * not seen: use a monitor, or {@link watch}, for more than one.
 *
 * @example
 * ```ts
 * import { watchFile } from "@reseau/files/watching";
 * const path = await Deno.makeTempFile();
 * const happened = watchFile(path, { timeout: 10_000 });
 * await Deno.writeTextFile(path, "four");
 * console.log((await happened).changed); // true
 * await Deno.remove(path);
 * ```
 *
 * @param path The file; a symbolic link is followed.
 * @param options `timeout`: when it has passed, the result is `{ timedout: true, … }`.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: it must not be read.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
 * @throws {RangeError} `timeout` is negative or no number.
 * @throws {TypeError} `path` or `signal` is none.
 */
export async function watchFile(path: string | URL, options: WaitOptions = {}): Promise<FileEvent> {
  requireWait(options, "watchFile");
  using monitor = new FileMonitor(path);
  return await monitor.wait(options);
}

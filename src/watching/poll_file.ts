import { type FileChange, PollingFileWatcher, type PollingOptions } from "./polling_file_watcher.ts";
import { requireWait, type WaitOptions } from "./wait_options.ts";

/**
 * Waits until what stands at a path has changed, by looking at it from time to time: {@link PollingFileWatcher}, once.
 *
 * @example
 * ```ts
 * import { pollFile } from "@reseau/files/watching";
 * const path = await Deno.makeTempFile();
 * const changed = pollFile(path, { interval: 100, timeout: 10_000 });
 * await Deno.remove(path);
 * const [previous, current] = await changed;
 * console.log(previous?.size, current); // 0 null
 * ```
 *
 * @param path The file; a symbolic link is followed. Nothing need be there.
 * @param options `interval`, between two looks. `timeout`: when it has passed, what is there is said to be a
 * `Deno.errors.UnexpectedEof`.
 * @returns What was there before and what is there now: metadata, `null` for nothing, or the error that came instead.
 * @throws {RangeError} `interval` is not from 1 to 2147483647, or `timeout` is negative.
 * @throws {TypeError} `path` or `signal` is none.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
 */
export async function pollFile(
  path: string | URL,
  options: PollingOptions & WaitOptions = {},
): Promise<FileChange> {
  requireWait(options, "pollFile");
  using watcher = new PollingFileWatcher(path, options);
  return await watcher.wait(options);
}

import { pathOf } from "../path.ts";
import { type FolderEvent, FolderMonitor } from "./folder_monitor.ts";
import { requireWait, type WaitOptions } from "./wait_options.ts";

/** By path, literally as it was given. */
const monitors = new Map<string, FolderMonitor>();

/**
 * Waits until something happens in a folder, and tells of the oldest event that was not told yet: {@link FolderMonitor},
 * kept by the folder's path. The first call begins to watch; what happens between calls is told by the next, until
 * {@link unwatchFolder}. The process may end while nobody waits.
 *
 * @example
 * ```ts
 * import { unwatchFolder, watchFolder } from "@reseau/files/watching";
 * const path = await Deno.makeTempDir();
 * console.log(await watchFolder(path, { timeout: 0 })); // [ "", { renamed: false, changed: false, timedout: true } ]
 * await Deno.writeTextFile(`${path}/a.txt`, "a");
 * const [name, { renamed }] = await watchFolder(path);
 * console.log(name, renamed); // a.txt true
 * unwatchFolder(path);
 * await Deno.remove(path, { recursive: true });
 * ```
 *
 * @param path The folder. Two paths are two, even if they lead to one folder.
 * @param options `timeout`: when it has passed, the result is `["", { timedout: true, … }]`, and the folder stays watched.
 * With 0, it tells of what happened before the call.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: it must not be read.
 * @throws {Deno.errors.UnexpectedEof} {@link unwatchFolder} was called meanwhile.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
 * @throws {RangeError} `timeout` is negative or no number.
 * @throws {TypeError} `path` or `signal` is none.
 */
export async function watchFolder(path: string | URL, options: WaitOptions = {}): Promise<FolderEvent> {
  requireWait(options, "watchFolder");
  const name = pathOf(path);
  // A folder that was removed is told of no more; there may be another one in its place.
  if (monitors.get(name)?.exhausted === true) unwatchFolder(name);
  let monitor = monitors.get(name);
  if (monitor === undefined) monitors.set(name, monitor = new FolderMonitor(name));
  return await monitor.wait(options);
}

/**
 * Watches a folder no more, and forgets the events that {@link watchFolder} has not told. Whoever waits is thrown
 * `UnexpectedEof`; where the folder is not watched, nothing happens.
 *
 * @example
 * ```ts
 * import { unwatchFolder } from "@reseau/files/watching";
 * unwatchFolder("/tmp"); // it was not watched: nothing happens
 * ```
 *
 * @param path The folder's path, as it was given to `watchFolder`.
 * @throws {TypeError} `path` is none.
 */
export function unwatchFolder(path: string | URL): void {
  const name = pathOf(path);
  monitors.get(name)?.close();
  monitors.delete(name);
}

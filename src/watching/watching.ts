/**
 * Watching files and directories: `@reseau/files/watching`.
 *
 * @example
 * ```ts
 * import { watch } from "@reseau/files/watching";
 *
 * using watcher = watch("src", { ignore: "**\/*.tmp" });
 * await watcher.ready;
 * console.log(watcher.paths); // ["src"]
 * ```
 *
 * @module
 */
import { pathsOf } from "./watched_paths.ts";
import { Watcher } from "./watcher.ts";
import type { WatchOptions } from "./watch_options.ts";

export { type Degradation, Watcher } from "./watcher.ts";
export type { WatchEvent } from "./watch_event.ts";
export type { WatchBackend, WatchOptions } from "./watch_options.ts";
export type { Ignore } from "./ignore.ts";
export { pollFd, pollFdSync } from "./poll_fd.ts";
export type { PollFdOptions } from "./poll_fd.ts";
export { FDWatcher } from "./fd_watcher.ts";
export type { FDEvent } from "./fd_event.ts";
export type { WaitOptions } from "./wait_options.ts";
export { pollFile } from "./poll_file.ts";
export { PollingFileWatcher } from "./polling_file_watcher.ts";
export type { FileChange, PollingOptions } from "./polling_file_watcher.ts";
export { watchFile } from "./watch_file.ts";
export { FileMonitor } from "./file_monitor.ts";
export type { FileEvent } from "./file_event.ts";
export { unwatchFolder, watchFolder } from "./watch_folder.ts";
export { FolderMonitor } from "./folder_monitor.ts";
export type { FolderEvent } from "./folder_monitor.ts";
export { Snapshot, snapshot, snapshotSync } from "./snapshot.ts";
export type { SnapshotOptions } from "./snapshot.ts";
export type { FileInfo } from "../stat/file_info.ts";
export type { HasDescriptor } from "../stat/fstat.ts";
export { changesSince, changesSinceSync } from "./changes_since.ts";

/**
 * Watches paths: files, directories with all that stands in them, and names under which nothing stands yet.
 *
 * No change is lost silently. A directory is watched before it is listed, so that what appears meanwhile is found; when
 * the system could not keep up, the trees are looked at again, the difference is delivered, and then one `rescan`. A
 * rename within the watched trees is one event. A path is followed by its name: a file that an editor has replaced is
 * reported as `modify`, a directory that was removed and comes back is watched again.
 *
 * Linux: `inotify(7)`, one instance for all watchers of the process. What it does not tell of (NFS, SMB, FUSE, `/proc`,
 * and whatever is above `fs.inotify.max_user_watches`) is polled: see {@link Watcher.degraded}. What is mounted in a tree,
 * or unmounted, is told as what stands there then. An overlay is told of; who changes its layers behind its back, which
 * the kernel forbids while it is mounted, is seen by `backend: "poll"` only.
 *
 * macOS: `kqueue(2)`, with a descriptor for every directory and file, whoever watches it; directories that changed are
 * listed and compared, so names between two looks are not told. Beyond `RLIMIT_NOFILE`, which is raised as far as it goes, the rest is polled.
 *
 * Windows: `ReadDirectoryChangesExW`, one request for each watched tree, `ReadDirectoryChangesW` for each directory where
 * changes carry no ids. It does not say what of a file has changed: there is no `attrib`, and nothing of a directory's own
 * attributes. Between two watched paths there is no order. While a directory is watched, Windows refuses to rename those
 * above it. Network drives are polled.
 *
 * A worker that is terminated closes nothing: what its watchers hold open stays so until the process ends. Close them.
 *
 * @example
 * ```ts
 * import { watch } from "@reseau/files/watching";
 * const directory = await Deno.makeTempDir();
 * using watcher = watch(directory);
 * await watcher.ready;
 * await Deno.writeTextFile(`${directory}/a.txt`, "a");
 * for await (const { kind, path } of watcher) {
 *   console.log(kind, path); // create …/a.txt
 *   break;
 * }
 * await Deno.remove(directory, { recursive: true });
 * ```
 *
 * @param paths One path or several. Events have them as they are given: relative ones stay relative. Of none, nothing is
 * told until there are some, by {@link Watcher.add}; like any other, such a watcher keeps the process alive until it is
 * closed, or `unref()` was called.
 * @param options How to watch.
 * @returns A watcher: iterate it. Its `ready` resolves when it watches.
 * @throws {Deno.errors.NotCapable} Without `read` permission for a path.
 * @throws {TypeError} For a path or an option that is none.
 * @throws {RangeError} For a time that is none.
 * @throws {Deno.errors.PermissionDenied} `EACCES`, by `ready` and the iteration: a path must not be looked at.
 * @throws {Deno.errors.NotSupported} By `ready` and the iteration, with `backend: "native"`: the system does not tell of a
 * filesystem, or a limit is reached, which the message names.
 */
export function watch(paths: string | URL | Iterable<string | URL>, options: WatchOptions = {}): Watcher {
  return new Watcher(pathsOf(paths), options);
}

import { asynchronous } from "../call/asynchronous.ts";
import { synchronous } from "../call/synchronous.ts";
import type { Snapshot, SnapshotOptions } from "./snapshot.ts";
import type { WatchEvent } from "./watch_event.ts";

/**
 * What has changed in a tree since a snapshot of it was taken: events that lead from what stood there to what stands there
 * now, in an order in which each makes sense. What was created and removed in between is not among them.
 *
 * A file that has moved is one `rename`, recognised by device, inode and birth time, so that a new file which has got an
 * old one's inode is none; with a directory, all that it holds has moved. A change of the same size is noticed by the times
 * of change, which count nanoseconds on most filesystems. `modify` comes after the renames, at the new path. Where two
 * have exchanged their names, one of them is removed and created.
 *
 * To go on from there, take the next snapshot first: {@link Snapshot.changesTo} compares two without looking.
 *
 * @example
 * ```ts
 * import { changesSince, snapshot } from "@reseau/files/watching";
 * const path = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${path}/a.txt`, "a");
 * const before = await snapshot(path);
 * await Deno.rename(`${path}/a.txt`, `${path}/b.txt`);
 * for (const { kind, path, from } of await changesSince(before)) console.log(kind, from, path); // rename …/a.txt …/b.txt
 * await Deno.remove(path, { recursive: true });
 * ```
 *
 * @param snapshot What stood there.
 * @param options `ignore`: what is not to be told. Default: what the snapshot was taken without, unless it comes from bytes.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: the path must not be looked at.
 * @throws {Deno.errors.NotCapable} Without `read` permission for it.
 * @throws {TypeError} For an `ignore` that is none.
 */
export function changesSince(
  snapshot: Snapshot,
  options: Pick<SnapshotOptions, "ignore" | "signal"> = {},
): Promise<WatchEvent[]> {
  return asynchronous(snapshot.compared(options.ignore), options.signal);
}

/** The synchronous {@link changesSince}. */
export function changesSinceSync(snapshot: Snapshot, options: Pick<SnapshotOptions, "ignore"> = {}): WatchEvent[] {
  return synchronous(snapshot.compared(options.ignore));
}

import { resolve } from "@std/path/resolve";
import { asynchronous } from "../call/asynchronous.ts";
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { pathOf } from "../path.ts";
import { requireRead } from "../permission.ts";
import { type Ignore, ignoring } from "./ignore.ts";
import type { Tree } from "./tree.ts";
import { packTree, unpackTree } from "./tree_bytes.ts";
import { treeChanges } from "./tree_changes.ts";
import { takeLasting, takeTree } from "./tree_taking.ts";
import type { WatchEvent } from "./watch_event.ts";
import { requireBoolean } from "./watch_options.ts";

/** What belongs to a snapshot. */
export interface SnapshotOptions {
  /** Whether what stands in directories below belongs to it. Default: true. */
  recursive?: boolean;
  /** What does not: as {@link WatchOptions.ignore} has it. */
  ignore?: Ignore | readonly Ignore[];
  /** Gives up: the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Of what a snapshot was taken. */
interface Head {
  readonly path: string;
  readonly absolute: string;
  readonly recursive: boolean;
}

/**
 * What stood in a tree at some time, to be compared with what stands there later: {@link snapshot}, {@link changesSince}.
 * It holds names, kinds, sizes, times and inodes, but no contents.
 */
export class Snapshot {
  readonly #head: Head;
  readonly #tree: Tree;
  /** What it was taken without; not kept in bytes, since it may be a function. */
  readonly #ignore: readonly Ignore[];

  /**
   * Made by {@link snapshot}.
   * @internal
   */
  constructor(head: Head, tree: Tree, ignore: readonly Ignore[]) {
    this.#head = head;
    this.#tree = tree;
    this.#ignore = ignore;
  }

  /** The path, as it was given. */
  get path(): string {
    return this.#head.path;
  }

  /** How many files, directories and other things there were. */
  get size(): number {
    return this.#tree.size;
  }

  /**
   * What has happened between this snapshot and a later one of the same path, as events. Nothing is looked at: take the
   * later one, compare, and keep it for the next time, so that no change falls between.
   *
   * @example
   * ```ts
   * import { snapshot } from "@reseau/files/watching";
   * const path = await Deno.makeTempDir();
   * const before = await snapshot(path);
   * await Deno.writeTextFile(`${path}/a.txt`, "a");
   * const after = await snapshot(path);
   * console.log(before.changesTo(after).map(({ kind }) => kind)); // [ "create" ]
   * await Deno.remove(path, { recursive: true });
   * ```
   *
   * @throws {TypeError} The other is of another path, or of another depth.
   */
  changesTo(later: Snapshot): WatchEvent[] {
    const { absolute, recursive } = this.#head;
    if (absolute !== later.#head.absolute || recursive !== later.#head.recursive) {
      throw new TypeError(`the snapshots are of '${this.path}' and '${later.path}', or of another depth`);
    }
    return treeChanges(this.#tree, later.#tree, this.path);
  }

  /**
   * The snapshot as bytes, for {@link Snapshot.from}: 30 to 40 for each entry. What it was taken without (`ignore`) is to be
   * said again to {@link changesSince}.
   */
  toBytes(): Uint8Array<ArrayBuffer> {
    return packTree({ head: this.#head, tree: this.#tree });
  }

  /**
   * The snapshot that {@link Snapshot.toBytes} has made bytes of, perhaps in another process.
   *
   * @example
   * ```ts
   * import { changesSince, Snapshot, snapshot } from "@reseau/files/watching";
   * const path = await Deno.makeTempDir();
   * const bytes = (await snapshot(path)).toBytes();
   * await Deno.mkdir(`${path}/new`);
   * console.log((await changesSince(Snapshot.from(bytes))).length); // 1
   * await Deno.remove(path, { recursive: true });
   * ```
   *
   * @throws {Deno.errors.InvalidData} They are no snapshot, a damaged one, or of another version of the format.
   * @throws {TypeError} They are no bytes.
   */
  static from(bytes: Uint8Array): Snapshot {
    if (!(bytes instanceof Uint8Array)) throw new TypeError(`a snapshot is made of a Uint8Array, not ${typeof bytes}`);
    const { head, tree } = unpackTree(bytes);
    const { path, absolute, recursive } = head as Head;
    if (typeof path !== "string" || typeof absolute !== "string" || typeof recursive !== "boolean") {
      throw new Deno.errors.InvalidData("this is no snapshot: it does not say of what");
    }
    return new Snapshot({ path, absolute, recursive }, tree, []);
  }

  /**
   * What stands there now, and what has happened since.
   * @internal
   */
  *compared(ignore: SnapshotOptions["ignore"]): Program<WatchEvent[]> {
    const absolute = requireRead(this.#head.absolute);
    const patterns = ignore === undefined ? this.#ignore : listOf(ignore);
    const ignores = ignoring(patterns);
    // It is not kept: what changes in the same step of the clock has changed since this snapshot, too.
    const now = yield* takeTree({ ...this.#head, absolute, ignores }, this.size + 256);
    const before = ignore === undefined || ignores === undefined ? this.#tree : this.#tree.without(ignores, this.path);
    return treeChanges(before, now, this.path);
  }
}

function* taken(path: string | URL, { recursive = true, ignore }: SnapshotOptions): Program<Snapshot> {
  const given = pathOf(path);
  requireBoolean(recursive, "recursive"); // it would make bytes that are no snapshot
  const head = { path: given, absolute: resolve(requireRead(given)) as string, recursive };
  const patterns = listOf(ignore);
  const tree = yield* takeLasting({ ...head, ignores: ignoring(patterns) });
  if (tree.size === 0) throw systemError(failureOf("ENOENT"), "snapshot", given);
  return new Snapshot(head, tree, patterns);
}

function listOf(ignore: SnapshotOptions["ignore"]): readonly Ignore[] {
  return ignore === undefined ? [] : Array.isArray(ignore) ? ignore : [ignore as Ignore];
}

/**
 * Takes down what stands in a tree, so that {@link changesSince} can tell what has changed while nobody was watching.
 *
 * It is not of one moment: what changes while it is taken may be in it or not, and is told later if it is not. What has
 * changed just before is looked at a second time, 20 ms later, so that a change of the same size within the same step of
 * the kernel's clock is not missed; on a filesystem that counts whole seconds, one within the same second is.
 *
 * What must not be read is left out, a directory's content as not known. Links are not followed, but for `path` itself.
 *
 * Linux: `getdents64(2)` and `statx(2)`, many in one trip. macOS: `getattrlistbulk(2)`.
 *
 * @example
 * ```ts
 * import { snapshot } from "@reseau/files/watching";
 * const taken = await snapshot("src", { ignore: "**\/*.tmp" });
 * console.log(taken.path, taken.size, taken.toBytes().length);
 * ```
 *
 * @param path A directory with all that stands in it, or a file.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: it must not be looked at.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
 * @throws {TypeError} For a path, an `ignore` or a `recursive` that is none.
 */
export function snapshot(path: string | URL, options: SnapshotOptions = {}): Promise<Snapshot> {
  return asynchronous(taken(path, options), options.signal);
}

/** The synchronous {@link snapshot}. */
export function snapshotSync(path: string | URL, options: Omit<SnapshotOptions, "signal"> = {}): Snapshot {
  return synchronous(taken(path, options));
}

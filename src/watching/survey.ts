/**
 * Looking at directories and comparing them with what is known: when watching begins, when a directory appears, when
 * changes were lost, and from time to time where the system does not tell. Changes wait meanwhile.
 */
import { failureOf } from "../call/errno.ts";
import { all, type Program, valueOf } from "../call/program.ts";
import type { RawEntry } from "../os/listing_contract.ts";
import { os } from "../os/os.ts";
import type { RawStat } from "../os/contract.ts";
import type { Sweep } from "../os/watching_contract.ts";
import { UNKNOWN } from "./content_hash.ts";
import { arm, sweepBelow } from "./arming.ts";
import { type Contents, contentsOf, NO_CONTENTS } from "./contents.ts";
import { modifiedSince } from "./doubt.ts";
import { Findings, type Progress } from "./findings.ts";
import {
  changedSince,
  type Child,
  difference,
  Folder,
  inodeOf,
  inodeOfLeaf,
  type Leaf,
  NEVER,
  ownership,
  seen,
} from "./folder.ts";
import { leadsToDirectory, lookAt, type Sight } from "./look.ts";
import type { PackedTree } from "./packed_tree.ts";
import type { Surveyor } from "./surveyor.ts";

/** By the upper four bits of `st_mode`. */
const DIRECTORY = 4;
const LINK = 10;
const ENOENT = failureOf("ENOENT");

/** Directories looked at at once: two trips, of which one is under way while the other is looked through. */
const LANES = 84;
const NOTHING: Map<string, Child> = new Map();

/** One survey. */
export class Survey implements Progress {
  /** Directories looked at so far. */
  readonly visited = new Set<Folder>();
  /** Directories that were not at their places. */
  readonly missed = new Set<Folder>();
  readonly #findings = new Findings(this);
  #next = new Set<Folder>();
  readonly #packed: PackedTree[] = [];

  /** `since`: files that have changed after this, in milliseconds, may have done so untold. */
  constructor(readonly by: Surveyor, readonly since: number) {}

  /** Looks at these directories, at all that it finds below them, and at names that may be links. */
  *run(folders: Iterable<Folder>, unknown: Iterable<{ folder: Folder; name: string }>): Program<void> {
    for (const folder of folders) this.#next.add(folder);
    for (const { folder, name } of unknown) yield* this.#inspect(folder, name);
    this.#findings.identify();
    while ((this.#next.size > 0 || this.#findings.replace()) && !this.by.closed) {
      const round = [...this.#next];
      this.#next = new Set();
      const folders = round.values();
      for (const outcome of yield* all(Array.from({ length: LANES }, () => this.#visits(folders)))) valueOf(outcome);
      this.#findings.identify();
    }
    yield* this.#findings.finish();
    for (const tree of this.#packed) tree.listedAt = this.by.source!.sequence;
    // What a followed link has led to is gone: it is a link to nothing, until there is something again.
    for (const folder of this.missed) {
      if (folder.linked && folder.attached) this.by.links.ground.inspect(folder.parent!, folder.name);
    }
  }

  /** A new name: of a link to a directory, or of a file. */
  *#inspect(folder: Folder, name: string): Program<void> {
    const step = os.stat(`${folder.absolute}/${name}`, false);
    if ((yield step) < 0) return;
    const stat = os.statOf(step);
    const linked = stat.mode >>> 12 === LINK && (yield* leadsToDirectory(folder, name, this.by));
    if (linked) this.#findings.folder({ folder, name, inode: 0, linked });
    else if (stat.mode >>> 12 !== DIRECTORY) this.#findings.leaf(folder, name, inodeOf(stat));
    if (!linked && stat.mode >>> 12 === LINK) this.by.links.found(folder, name);
  }

  /** Looks at one directory after the other; several do so at once. */
  *#visits(folders: Iterator<Folder>): Program<void> {
    for (let next = folders.next(); next.done !== true; next = folders.next()) {
      if (next.value.attached) yield* this.#visit(next.value);
    }
  }

  *#visit(folder: Folder): Program<void> {
    this.visited.add(folder);
    const looked = yield* lookAt(folder, this.by);
    if (typeof looked === "number") {
      // It may be found under another name.
      this.visited.delete(folder);
      this.missed.add(folder);
      // Found already: what is told of it is told of it there.
      if (this.by.model.foldersOf(folder.key).length > 1) this.by.model.clearKey(folder);
    } else if (!folder.attached) this.by.model.clearKey(folder);
    else if (!this.by.closed) {
      for (const other of looked.others) if (!this.visited.has(other)) this.#next.add(other);
      const sweep = sweepBelow(folder, this.by);
      if (sweep !== undefined) yield* this.#arm(folder, looked, sweep);
      else yield* this.#compare(folder, looked.entries, looked.self);
    }
  }

  /** A whole tree at once, of which nothing is told yet. */
  *#arm(top: Folder, sight: Sight, sweep: Sweep): Program<void> {
    top.inode = inodeOf(sight.self);
    top.dev = sight.self.dev;
    top.attributes = ownership(sight.self);
    const { tree, rest } = yield* arm(top, sight, this.by, sweep);
    this.#packed.push(tree);
    for (const folder of rest) this.goOn(folder);
  }

  *#compare(folder: Folder, entries: readonly RawEntry[], self: RawStat): Program<void> {
    const inode = inodeOf(self);
    const replaced = folder.inode !== 0 && (folder.inode !== inode || folder.dev !== self.dev);
    folder.inode = inode;
    folder.dev = self.dev;
    const { model } = this.by;
    this.#compareAttributes(folder, self);
    this.#findings.begin(folder);
    const missing = folder.children === undefined ? NOTHING : new Map(folder.children);
    const doubtful: string[] = [];
    const contents = folder.polled ? yield* contentsOf(folder, entries, this.by) : NO_CONTENTS;
    if (entries.length === 0 && missing === NOTHING) return;
    for (const entry of entries) {
      const { name } = entry;
      if (entry.stat === ENOENT) continue;
      const isDirectory = entry.type === DIRECTORY ||
        (entry.type === LINK && (yield* leadsToDirectory(folder, name, this.by)));
      const linked = isDirectory && entry.type === LINK;
      const child = missing.get(name);
      const known = child !== undefined && child instanceof Folder === isDirectory;
      const ignored = !known && model.ignored(folder, name, isDirectory && !linked);
      if (entry.type === LINK && !linked && !ignored) this.by.links.found(folder, name);
      if (child !== undefined) missing.delete(name);
      if (child !== undefined && !known) model.remove(folder, name, child);
      else if (child instanceof Folder) {
        if (!linked && this.#displaces(folder, child, entry)) {
          this.#findings.gone({ folder, name, child });
          this.#findings.folder({ folder, name, inode: inodeOf(entry), linked, displaces: child });
        } else if (replaced || child.key < 0 || child.listedAt === NEVER || child.inode !== inodeOf(entry)) {
          this.goOn(child);
        }
        continue;
      } else if (child !== undefined) {
        this.#compareLeaf(folder, name, child, leafOf(folder, entry, contents), doubtful);
        continue;
      }
      if (ignored) continue;
      if (isDirectory) this.#findings.folder({ folder, name, inode: linked ? 0 : inodeOf(entry), linked });
      else this.#findings.leaf(folder, name, leafOf(folder, entry, contents));
    }
    for (const [name, child] of missing) this.#findings.gone({ folder, name, child });
    for (const half of this.by.halves) {
      if (half.folder === folder && !missing.has(half.name)) this.by.refute(half);
    }
    if (doubtful.length > 0) yield* all(doubtful.map((name) => modifiedSince(this, folder, name, "ctime")));
  }

  #compareAttributes(folder: Folder, self: RawStat): void {
    const now = ownership(self);
    const before = folder.attributes;
    folder.attributes = now;
    if (before === 0 || folder.parent === undefined || this.#tellsFiles(folder)) return;
    const changed = before > 0 ? before !== now : changedSince(self.ctime, self.ctimeRest, this.since);
    if (changed) this.by.model.report("attrib", folder.parent, folder.name, true);
  }

  #compareLeaf(folder: Folder, name: string, before: Leaf, now: Leaf, doubtful: string[]): void {
    const old = inodeOfLeaf(before);
    if (this.by.source?.again !== undefined && !folder.polled && old !== 0 && old !== inodeOfLeaf(now)) {
      this.#findings.gone({ folder, name, child: before });
      return this.#findings.leaf(folder, name, now, before);
    }
    this.by.model.set(folder, name, now);
    if (typeof before === "object" && typeof now === "object") {
      const kind = difference(before, now);
      if (kind !== undefined) this.by.model.report(kind, folder, name, false);
    } else if (old !== 0 && old !== inodeOfLeaf(now)) this.by.model.report("modify", folder, name, false);
    else if (typeof now === "number" && !this.#tellsFiles(folder)) doubtful.push(name);
  }

  /** Whether the system has told, or will, of all that happens to the files of a directory, however it is listed. */
  #tellsFiles(folder: Folder): boolean {
    return this.by.source?.again !== undefined && !folder.polled && !this.by.repairing;
  }

  /**
   * Whether another directory stands under the name of a known one. Where names are told, that is told by and by; where
   * comparing finds it, the known one may be found under another name. The root of another filesystem has another inode
   * than its entry.
   */
  #displaces(folder: Folder, child: Folder, entry: RawEntry): boolean {
    if (this.by.source?.again === undefined || folder.polled || child.linked) return false;
    return child.inode !== 0 && child.dev === folder.dev && child.inode !== inodeOf(entry);
  }

  goOn(folder: Folder): void {
    if (this.by.recursive && !this.visited.has(folder)) this.#next.add(folder);
  }
}

function leafOf({ polled }: Folder, entry: RawEntry, contents: Contents): Leaf {
  const { name, stat } = entry;
  return polled && typeof stat === "object" ? seen(stat, contents.get(name) ?? UNKNOWN) : inodeOf(entry);
}

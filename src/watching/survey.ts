/**
 * Looking at directories and comparing them with what is known: when watching begins, when a directory appears, when
 * changes were lost, and from time to time where the system does not tell. Changes wait meanwhile.
 */
import { failureOf } from "../call/errno.ts";
import { all, type Program, valueOf } from "../call/program.ts";
import type { RawEntry } from "../os/listing_contract.ts";
import { os } from "../os/os.ts";
import type { RawStat } from "../os/contract.ts";
import { Departures } from "./departures.ts";
import {
  changedSince,
  type Child,
  difference,
  Folder,
  foldersIn,
  inodeOf,
  inodeOfLeaf,
  type Leaf,
  NEVER,
  seen,
} from "./folder.ts";
import { leadsToDirectory, lookAt } from "./look.ts";
import type { Place } from "./model.ts";
import type { Surveyor } from "./surveyor.ts";

/** By the upper four bits of `st_mode`. */
const DIRECTORY = 4;
const LINK = 10;
const ENOENT = failureOf("ENOENT");

/** Directories looked at at once: two trips, of which one is under way while the other is looked through. */
const LANES = 84;
const NOTHING: Map<string, Child> = new Map();

/** A directory that was found, and is not known yet. */
interface Found {
  readonly folder: Folder;
  readonly name: string;
  readonly inode: number;
  readonly linked: boolean;
}

/** One survey. */
export class Survey {
  /** Directories looked at so far. */
  readonly visited = new Set<Folder>();
  /** Directories that were not at their places. */
  readonly #missed = new Set<Folder>();
  readonly #gone = new Departures();
  /** Files that were found, reported when it is clear which of them have moved. */
  readonly #leaves = new Map<Folder, Map<string, Leaf>>();
  #found: Found[] = [];
  #next = new Set<Folder>();

  /** `since`: files that have changed after this, in milliseconds, may have done so untold. */
  constructor(readonly by: Surveyor, readonly since: number) {}

  /** Looks at these directories, at all that it finds below them, and at names that may be links. */
  *run(folders: Iterable<Folder>, unknown: Iterable<{ folder: Folder; name: string }>): Program<void> {
    for (const folder of folders) this.#next.add(folder);
    for (const { folder, name } of unknown) yield* this.#inspect(folder, name);
    this.#identify();
    while (this.#next.size > 0 && !this.by.closed) {
      const round = [...this.#next];
      this.#next = new Set();
      const folders = round.values();
      for (const outcome of yield* all(Array.from({ length: LANES }, () => this.#visits(folders)))) valueOf(outcome);
      this.#identify();
    }
    yield* this.#finish();
  }

  /** A new name: of a link to a directory, or of a file. */
  *#inspect(folder: Folder, name: string): Program<void> {
    const step = os.stat(`${folder.absolute}/${name}`, false);
    if ((yield step) < 0) return;
    const stat = os.statOf(step);
    const linked = stat.mode >>> 12 === LINK && (yield* leadsToDirectory(folder, name, this.by));
    if (linked) this.#found.push({ folder, name, inode: 0, linked });
    else if (stat.mode >>> 12 !== DIRECTORY) this.#foundLeaf(folder, name, inodeOf(stat));
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
      this.#missed.add(folder);
      // Found already: what is told of it is told of it there.
      if (this.by.model.foldersOf(folder.key).length > 1) this.by.model.clearKey(folder);
    } else if (!folder.attached) this.by.model.clearKey(folder);
    else if (!this.by.closed) {
      for (const other of looked.others) if (!this.visited.has(other)) this.#next.add(other);
      yield* this.#compare(folder, looked.entries, looked.self);
    }
  }

  *#compare(folder: Folder, entries: readonly RawEntry[], self: RawStat): Program<void> {
    const inode = inodeOf(self);
    const replaced = folder.inode !== 0 && (folder.inode !== inode || folder.dev !== self.dev);
    folder.inode = inode;
    folder.dev = self.dev;
    const { model } = this.by;
    this.#compareAttributes(folder, self);
    // It may have been looked at before, where something else was.
    this.#leaves.delete(folder);
    this.#gone.clear(folder);
    const missing = folder.children === undefined ? NOTHING : new Map(folder.children);
    const doubtful: string[] = [];
    if (entries.length === 0 && missing === NOTHING) return;
    for (const entry of entries) {
      const { name } = entry;
      if (entry.stat === ENOENT) continue;
      const isDirectory = entry.type === DIRECTORY ||
        (entry.type === LINK && (yield* leadsToDirectory(folder, name, this.by)));
      const linked = isDirectory && entry.type === LINK;
      const child = missing.get(name);
      if (child !== undefined) missing.delete(name);
      if (child !== undefined && child instanceof Folder !== isDirectory) model.remove(folder, name, child);
      else if (child instanceof Folder) {
        if (replaced || child.key < 0 || child.listedAt === NEVER || child.inode !== inodeOf(entry)) {
          this.#goOn(child);
        }
        continue;
      } else if (child !== undefined) {
        this.#compareLeaf(folder, name, child, this.#leafOf(folder, entry), doubtful);
        continue;
      }
      if (model.ignored(folder, name, isDirectory && !linked)) continue;
      if (isDirectory) this.#found.push({ folder, name, inode: linked ? 0 : inodeOf(entry), linked });
      else this.#foundLeaf(folder, name, this.#leafOf(folder, entry));
    }
    for (const [name, child] of missing) this.#gone.add({ folder, name, child });
    for (const half of this.by.halves) {
      if (half.folder === folder && !missing.has(half.name)) this.by.refute(half);
    }
    if (doubtful.length > 0) yield* all(doubtful.map((name) => this.#doubt(folder, name, "ctime")));
  }

  #compareAttributes(folder: Folder, self: RawStat): void {
    const now = self.mode + 0x10000 * ((self.uid * 31 + self.gid) % 0x4000);
    const before = folder.attributes;
    folder.attributes = now;
    if (before === 0 || folder.parent === undefined) return;
    const changed = before > 0 ? before !== now : changedSince(self.ctime, self.ctimeRest, this.since);
    if (changed) this.by.model.report("attrib", folder.parent, folder.name, true);
  }

  #leafOf(folder: Folder, entry: RawEntry): Leaf {
    return folder.polled && typeof entry.stat === "object" ? seen(entry.stat) : inodeOf(entry);
  }

  #foundLeaf(folder: Folder, name: string, leaf: Leaf): void {
    if (folder.top.trunk!.silent) this.by.model.set(folder, name, leaf);
    else if (!this.#leaves.has(folder)) this.#leaves.set(folder, new Map([[name, leaf]]));
    else this.#leaves.get(folder)!.set(name, leaf);
  }

  #compareLeaf(folder: Folder, name: string, before: Leaf, now: Leaf, doubtful: string[]): void {
    const old = inodeOfLeaf(before);
    this.by.model.set(folder, name, now);
    if (typeof before === "object" && typeof now === "object") {
      const kind = difference(before, now);
      if (kind !== undefined) this.by.model.report(kind, folder, name, false);
    } else if (old !== 0 && old !== inodeOfLeaf(now)) this.by.model.report("modify", folder, name, false);
    else if (typeof now === "number") doubtful.push(name);
  }

  /** A file may have been modified untold: nobody can set its time of change, but renaming it does. */
  *#doubt(folder: Folder, name: string, time: "ctime" | "mtime"): Program<void> {
    const step = os.stat(`${folder.absolute}/${name}`, false);
    if ((yield step) < 0) return;
    const stat = os.statOf(step);
    if (!changedSince(stat[time], stat[`${time}Rest`], this.since)) return;
    if (folder.attached && folder.children?.has(name)) this.by.model.report("modify", folder, name, false);
  }

  #goOn(folder: Folder): void {
    if (this.by.recursive && !this.visited.has(folder)) this.#next.add(folder);
  }

  /** What the directories are that were found: known ones that have moved, or new ones. */
  #identify(): void {
    if (this.#found.length === 0) return;
    const { model } = this.by;
    let told: Departures | undefined;
    for (const { folder, name, inode, linked } of this.#found) {
      if (!folder.attached || folder.children?.has(name)) continue;
      const silent = folder.top.trunk!.silent;
      if (!silent && !linked) told ??= this.by.departures();
      const moved = silent || linked ? undefined : this.#elsewhere(inode, true, told!);
      if (moved !== undefined && !folder.isWithin(moved.child as Folder)) {
        model.move(moved.folder, moved.name, moved.child, folder, name);
        this.#lookAgain(moved.child as Folder);
        continue;
      }
      const made = new Folder(name, folder);
      made.polled = folder.polled;
      made.linked = linked;
      model.add(folder, name, made, true);
      if (made.polled || !this.by.recursive) made.inode = inode;
      this.#goOn(made);
    }
    this.#found = [];
  }

  /** What was looked at lately below a directory that was moving may have been something else at the same path. */
  #lookAgain(moved: Folder): void {
    for (const folder of foldersIn(moved)) {
      const lately = this.visited.has(folder) || folder.listedAt > this.by.settledAt;
      if (folder !== moved && folder.key >= 0 && !lately && !this.#missed.has(folder)) continue;
      this.visited.delete(folder);
      this.#goOn(folder);
    }
  }

  /** Where something that was found stood before. */
  #elsewhere(inode: number, isDirectory: boolean, told: Departures, leaf?: Leaf): Place | undefined {
    return this.#gone.take(inode, isDirectory, leaf) ?? told.take(inode, isDirectory, leaf);
  }

  /** Files that were found are known ones that have moved, or new; what is still gone is reported last. */
  *#finish(): Program<void> {
    const { model, source } = this.by;
    source?.drain();
    const told = this.#leaves.size > 0 ? this.by.departures() : undefined;
    const doubtful: Program<void>[] = [];
    for (const [folder, leaves] of this.#leaves) {
      if (!folder.attached) continue;
      for (const [name, leaf] of leaves) {
        if (!folder.children?.has(name)) doubtful.push(...this.#settle(folder, name, leaf, told!));
      }
    }
    const leaving = [...this.by.halves];
    for (const { folder, name, child } of this.#gone.rest()) {
      // Its other half may come yet.
      if (leaving.some((half) => half.folder === folder && half.name === name)) continue;
      if (folder.attached && folder.children?.get(name) === child) model.remove(folder, name, child);
    }
    if (doubtful.length > 0) yield* all(doubtful);
    for (const folder of this.visited) folder.listedAt = source?.sequence ?? 0;
    for (const folder of this.#missed) if (!this.visited.has(folder)) folder.listedAt = NEVER;
  }

  /** A file that was found has moved, or is new; how to look whether it was modified, too. */
  *#settle(folder: Folder, name: string, leaf: Leaf, told: Departures): Generator<Program<void>> {
    const { model } = this.by;
    const moved = this.#elsewhere(inodeOfLeaf(leaf), false, told, leaf);
    if (moved === undefined) return model.add(folder, name, leaf, false);
    model.move(moved.folder, moved.name, moved.child, folder, name);
    model.set(folder, name, leaf);
    const was = moved.child as Leaf;
    if (typeof leaf === "number" || typeof was === "number") yield this.#doubt(folder, name, "mtime");
    else if (difference(was, leaf) === "modify") model.report("modify", folder, name, false);
  }
}

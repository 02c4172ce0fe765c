/** What a survey has found: known things that have moved, or new ones; and what is gone. */
import { all, type Program } from "../call/program.ts";
import { Departures } from "./departures.ts";
import { modifiedSince } from "./doubt.ts";
import { difference, Folder, foldersIn, inodeOfLeaf, type Leaf, NEVER } from "./folder.ts";
import { inTurn } from "./in_turn.ts";
import type { Place } from "./model.ts";
import type { Surveyor } from "./surveyor.ts";

/** A directory that was found, and is not known yet. */
export interface Found {
  readonly folder: Folder;
  readonly name: string;
  readonly inode: number;
  readonly linked: boolean;
  /** What has had the name until now, and is found elsewhere or gone. */
  readonly displaces?: Folder;
}

/** A file that was found, and what has had its name until now. */
interface FoundLeaf {
  readonly folder: Folder;
  readonly name: string;
  readonly leaf: Leaf;
  readonly displaces: Leaf | undefined;
}

/** How far a survey has come. */
export interface Progress {
  readonly by: Surveyor;
  /** Files that have changed after this, in milliseconds since 1970, may have done so untold. */
  readonly since: number;
  /** Directories looked at so far, and those that were not at their places. */
  readonly visited: Set<Folder>;
  readonly missed: ReadonlySet<Folder>;
  /** A directory is to be looked at, unless it was. */
  goOn(folder: Folder): void;
}

/**
 * What a survey has found, and what is gone. A list has no order: most filesystems number inodes in the one in which files
 * were made.
 */
export class Findings {
  readonly #gone = new Departures();
  /** Files that were found, reported when it is clear which of them have moved. */
  readonly #leaves = new Map<Folder, FoundLeaf[]>();
  #found: Found[] = [];
  /** Directories under the names of others, which may be found under another name yet. */
  #displacing: Found[] = [];

  constructor(readonly survey: Progress) {}

  /** A directory is looked at, perhaps again: something else may have been where it was looked at before. */
  begin(folder: Folder): void {
    this.#leaves.delete(folder);
    this.#gone.clear(folder);
  }

  /** What a name stood for is not there. */
  gone(place: Place): void {
    this.#gone.add(place);
  }

  /** A directory under a new name. */
  folder(found: Found): void {
    (found.displaces === undefined ? this.#found : this.#displacing).push(found);
  }

  /** A file under a new name. */
  leaf(folder: Folder, name: string, leaf: Leaf, displaces?: Leaf): void {
    if (folder.top.trunk!.silent) return this.survey.by.model.set(folder, name, leaf);
    const found = { folder, name, leaf, displaces };
    if (!this.#leaves.has(folder)) this.#leaves.set(folder, [found]);
    else this.#leaves.get(folder)!.push(found);
  }

  /** What the directories are that were found: known ones that have moved, or new ones. */
  identify(): void {
    const found = this.#found;
    this.#found = [];
    this.#identify(found.sort((a, b) => a.inode - b.inode));
  }

  /** All others were found: what still has a name that a directory was found under is gone. Whether there were such. */
  replace(): boolean {
    const displacing = this.#displacing;
    this.#displacing = [];
    this.#identify(inTurn(displacing, ({ inode }) => inode).map(([found]) => found));
    return displacing.length > 0;
  }

  #identify(all: Iterable<Found>): void {
    const { model } = this.survey.by;
    let told: Departures | undefined;
    for (const { folder, name, inode, linked, displaces } of all) {
      const there = folder.children?.get(name);
      if (!folder.attached || (there !== undefined && there !== displaces)) continue;
      const silent = folder.top.trunk!.silent;
      if (!silent && !linked) told ??= this.survey.by.departures();
      const moved = silent || linked ? undefined : this.#elsewhere(inode, true, told!);
      if (there !== undefined) model.remove(folder, name, there);
      if (moved !== undefined && !folder.isWithin(moved.child as Folder)) {
        model.move(moved.folder, moved.name, moved.child, folder, name);
        this.#lookAgain(moved.child as Folder);
        continue;
      }
      const made = new Folder(name, folder);
      made.polled = folder.polled;
      made.linked = linked;
      model.add(folder, name, made, true);
      const { recursive, source } = this.survey.by;
      // It may never be looked at; and where only looking tells of renames, it must be recognised all the same.
      if (made.polled || !recursive || source?.again !== undefined) made.inode = inode;
      this.survey.goOn(made);
    }
  }

  /** What was looked at lately below a directory that was moving may have been something else at the same path. */
  #lookAgain(moved: Folder): void {
    const lately = (folder: Folder) => this.survey.visited.has(folder) || folder.listedAt > this.survey.by.settledAt;
    for (const folder of foldersIn(moved, lately)) {
      if (folder !== moved && folder.key >= 0 && !lately(folder) && !this.survey.missed.has(folder)) continue;
      this.survey.visited.delete(folder);
      this.survey.goOn(folder);
    }
  }

  /** Where something that was found stood before. */
  #elsewhere(inode: number, isDirectory: boolean, told: Departures, leaf?: Leaf): Place | undefined {
    return this.#gone.take(inode, isDirectory, leaf) ?? told.take(inode, isDirectory, leaf);
  }

  /** Files that were found are known ones that have moved, or new; what is still gone is reported last. */
  *finish(): Program<void> {
    const { model, source } = this.survey.by;
    source?.drain();
    const told = this.#leaves.size > 0 ? this.survey.by.departures() : undefined;
    const doubtful: Program<void>[] = [];
    const found = [...this.#leaves.values()].flat().filter(({ folder }) => folder.attached)
      .sort((a, b) => inodeOfLeaf(a.leaf) - inodeOfLeaf(b.leaf));
    for (const [leaf, ring] of inTurn(found, ({ leaf }) => inodeOfLeaf(leaf))) {
      doubtful.push(...this.#settle(leaf, ring, told!));
    }
    const leaving = [...this.survey.by.halves];
    for (const { folder, name, child } of this.#gone.rest()) {
      // Its other half may come yet.
      if (leaving.some((half) => half.folder === folder && half.name === name)) continue;
      if (folder.attached && folder.children?.get(name) === child) model.remove(folder, name, child);
    }
    if (doubtful.length > 0) yield* all(doubtful);
    for (const folder of this.survey.visited) folder.listedAt = source?.sequence ?? 0;
    for (const folder of this.survey.missed) if (!this.survey.visited.has(folder)) folder.listedAt = NEVER;
  }

  /** A file that was found has moved, or is new; how to look whether it was modified, too. */
  *#settle({ folder, name, leaf, displaces }: FoundLeaf, ring: boolean, told: Departures): Generator<Program<void>> {
    const { model } = this.survey.by;
    const there = folder.children?.get(name);
    if (there !== undefined && there !== displaces) return;
    // Names that were exchanged stay, and each stands for another file.
    const moved = ring ? undefined : this.#elsewhere(inodeOfLeaf(leaf), false, told, leaf);
    if (moved === undefined && there === undefined) return model.add(folder, name, leaf, false);
    if (moved === undefined) {
      model.set(folder, name, leaf);
      return model.report("modify", folder, name, false);
    }
    model.move(moved.folder, moved.name, moved.child, folder, name);
    model.set(folder, name, leaf);
    const was = moved.child as Leaf;
    if (typeof leaf === "number" || typeof was === "number") yield modifiedSince(this.survey, folder, name, "mtime");
    else if (difference(was, leaf) === "modify") model.report("modify", folder, name, false);
    else if (was.mode !== leaf.mode) model.report("attrib", folder, name, false); // its name alone has changed its ctime
  }
}

/** What a survey has found: known things that have moved, or new ones; and what is gone. */
import { all, type Program } from "../call/program.ts";
import { Departures } from "./departures.ts";
import { modifiedSince } from "./doubt.ts";
import { difference, Folder, foldersIn, inodeOfLeaf, type Leaf, NEVER } from "./folder.ts";
import type { Place } from "./model.ts";
import type { Surveyor } from "./surveyor.ts";

/** A directory that was found, and is not known yet. */
export interface Found {
  readonly folder: Folder;
  readonly name: string;
  readonly inode: number;
  readonly linked: boolean;
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

/** What a survey has found, and what is gone. */
export class Findings {
  readonly #gone = new Departures();
  /** Files that were found, reported when it is clear which of them have moved. */
  readonly #leaves = new Map<Folder, Map<string, Leaf>>();
  #found: Found[] = [];

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
    this.#found.push(found);
  }

  /** A file under a new name. */
  leaf(folder: Folder, name: string, leaf: Leaf): void {
    if (folder.top.trunk!.silent) this.survey.by.model.set(folder, name, leaf);
    else if (!this.#leaves.has(folder)) this.#leaves.set(folder, new Map([[name, leaf]]));
    else this.#leaves.get(folder)!.set(name, leaf);
  }

  /** What the directories are that were found: known ones that have moved, or new ones. */
  identify(): void {
    if (this.#found.length === 0) return;
    const { model } = this.survey.by;
    let told: Departures | undefined;
    for (const { folder, name, inode, linked } of this.#found) {
      if (!folder.attached || folder.children?.has(name)) continue;
      const silent = folder.top.trunk!.silent;
      if (!silent && !linked) told ??= this.survey.by.departures();
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
      if (made.polled || !this.survey.by.recursive) made.inode = inode;
      this.survey.goOn(made);
    }
    this.#found = [];
  }

  /** What was looked at lately below a directory that was moving may have been something else at the same path. */
  #lookAgain(moved: Folder): void {
    for (const folder of foldersIn(moved)) {
      const lately = this.survey.visited.has(folder) || folder.listedAt > this.survey.by.settledAt;
      if (folder !== moved && folder.key >= 0 && !lately && !this.survey.missed.has(folder)) continue;
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
    for (const [folder, leaves] of this.#leaves) {
      if (!folder.attached) continue;
      for (const [name, leaf] of leaves) {
        if (!folder.children?.has(name)) doubtful.push(...this.#settle(folder, name, leaf, told!));
      }
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
  *#settle(folder: Folder, name: string, leaf: Leaf, told: Departures): Generator<Program<void>> {
    const { model } = this.survey.by;
    const moved = this.#elsewhere(inodeOfLeaf(leaf), false, told, leaf);
    if (moved === undefined) return model.add(folder, name, leaf, false);
    model.move(moved.folder, moved.name, moved.child, folder, name);
    model.set(folder, name, leaf);
    const was = moved.child as Leaf;
    if (typeof leaf === "number" || typeof was === "number") yield modifiedSince(this.survey, folder, name, "mtime");
    else if (difference(was, leaf) === "modify") model.report("modify", folder, name, false);
  }
}

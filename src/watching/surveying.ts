/** Looking at what must be looked at, one survey after the other; changes wait meanwhile. */
import { asynchronous } from "../call/asynchronous.ts";
import type { Program } from "../call/program.ts";
import type { Changes } from "./changes.ts";
import { type Folder, foldersIn } from "./folder.ts";
import { foldersAt } from "./mount_points.ts";
import type { Reported } from "./following.ts";
import type { Ground, Root } from "./root.ts";
import type { Roots } from "./roots.ts";
import { Survey } from "./survey.ts";
import type { Surveyor } from "./surveyor.ts";

/** Of what surveys are made. */
export interface Surveyed extends Surveyor, Ground {
  readonly roots: Roots;
  readonly to: Reported;
  proceed(): void;
}

/** Surveys of one watcher's trees. */
export class Surveying {
  /** Whether one is under way. */
  under = false;
  /** Whether that is because changes were lost. */
  repairing = false;
  readonly #mounts = new Set<string>();

  constructor(readonly of: Surveyed, readonly changes: Changes) {}

  /** At these paths something was mounted, or is no more. */
  mounted(paths: readonly string[]): void {
    for (const path of paths) this.#mounts.add(path);
  }

  /** Whether something is to be looked at that has changed what it leads to. */
  get open(): boolean {
    return this.#mounts.size > 0;
  }

  /** Begins to look: at all that is watched, when changes were lost. */
  begin(repairs: boolean): void {
    this.under = true;
    this.repairing = repairs;
    const { of } = this;
    of.source?.holdAll();
    asynchronous(this.#run()).catch((error) => this.#fail(error)).finally(() => {
      of.source?.releaseAll();
      this.under = false;
      of.proceed();
    });
  }

  #fail(error: unknown): void {
    for (const root of this.of.roots.all) root.begun.reject(error); // no more than a word to those that are watched already
    this.of.to.failed(error);
  }

  *#run(): Program<void> {
    const { of, changes } = this;
    const told: readonly Root[] = this.repairing ? of.roots.watched : [];
    for (const root of told) of.look(root);
    if (this.repairing) { for (const link of of.links) of.look(link); }
    const mounts = [...this.#mounts];
    this.#mounts.clear();
    const remounted = new Set<Folder>();
    if (mounts.length > 0) { for (const root of of.roots.all) yield* foldersAt(root, mounts, of, remounted); }
    const folders = yield* of.roots.resolve();
    for (const folder of remounted) folders.add(folder);
    for (const folder of changes.unseen) folders.add(folder);
    changes.unseen.clear();
    for (const { folder } of told) {
      if (folder === undefined) continue;
      for (const one of foldersIn(folder)) if (of.recursive || one.parent === undefined) folders.add(one);
    }
    const survey = new Survey(of, of.since);
    yield* survey.run(folders, changes.unknown.splice(0));
    yield* of.roots.resolveLinks();
    yield* of.links.watch();
    of.roots.begin(of.unreadable);
    for (const folder of of.unreadable.keys()) if (!folder.attached) of.unreadable.delete(folder);
    for (const root of told) {
      if (!root.removed) of.report({ kind: "rescan", path: root.given, isDirectory: root.folder !== undefined });
    }
  }
}

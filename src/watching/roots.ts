/** The watched paths of one watcher. */
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { isCovered } from "./cover.ts";
import type { Folder } from "./folder.ts";
import { FollowedLink, type LinkGround } from "./followed_link.ts";
import type { Root } from "./root.ts";

/** The watched paths of one watcher, and which of them are to be looked at. */
export class Roots {
  readonly all = new Set<Root>();
  readonly #unresolved = new Set<Root>();

  constructor(readonly ground: LinkGround, readonly recursive: boolean) {}

  /** Whether some are to be looked at. */
  get unresolved(): boolean {
    return this.#unresolved.size > 0;
  }

  /** Those whose changes are told: not by others, and not from later on. */
  get watched(): readonly Root[] {
    return [...this.all].filter(({ silent, covered }) => !silent && !covered);
  }

  /** One is to be looked at. */
  look(root: Root): void {
    this.#unresolved.add(root);
  }

  /** One is watched no more. Others may have been told of by it. */
  remove(root: Root): void {
    this.#drop(root);
    root.begun.resolve();
    for (const other of this.all) if (other.covered) this.ground.look(other);
  }

  #drop(root: Root): void {
    this.all.delete(root);
    root.drop(this.ground);
  }

  /** Finds out what they stand for by now; returns the directories to be looked at. */
  *resolve(): Program<Set<Folder>> {
    const { ground } = this;
    const folders = new Set<Folder>();
    for (const root of [...this.#unresolved]) {
      if (root instanceof FollowedLink) continue;
      this.#unresolved.delete(root);
      if (root.removed) continue;
      try {
        const covered = this.recursive && (yield* isCovered(root, this.all, ground.model.around.ignores));
        root.cover(covered, ground);
        const folder = covered ? undefined : yield* root.resolve(ground);
        if (folder !== undefined) folders.add(folder);
      } catch (error) {
        this.#drop(root);
        root.begun.reject(error);
      }
    }
    return folders;
  }

  /** The same for links within the trees, whose paths are right when these were looked at. */
  *resolveLinks(): Program<void> {
    for (const link of [...this.#unresolved]) {
      if (!(link instanceof FollowedLink)) continue;
      this.#unresolved.delete(link);
      try {
        if (!link.removed) yield* link.resolve(this.ground);
      } catch {
        link.drop(this.ground); // nobody may look at what it leads to
      }
    }
  }

  /** What was looked at for the first time is watched from now on, unless it must not be read. */
  begin(unreadable: ReadonlyMap<Folder, number>): void {
    for (const root of this.all) {
      if (!root.silent || this.#unresolved.has(root)) continue;
      const refused = root.folder === undefined ? undefined : unreadable.get(root.folder);
      if (refused !== undefined) {
        this.#drop(root);
        root.begun.reject(systemError(refused, "watch", root.given));
        continue;
      }
      root.silent = false;
      this.ground.model.refresh();
      root.begun.resolve();
      // Only now, so that nothing is missed: it may tell of what others watch.
      for (const other of this.all) {
        if (other !== root && !other.covered && other.isBelow(root)) this.ground.look(other);
      }
    }
  }
}

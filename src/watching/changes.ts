/** What a change that the system tells means for the trees. */
import type { Change } from "../os/watching_contract.ts";
import { Departures } from "./departures.ts";
import { type Child, Folder, foldersIn, sameKind } from "./folder.ts";
import type { Model, Place } from "./model.ts";

/** Something that was renamed away, and of which it is not known yet where to. */
export interface Half extends Place {
  readonly cookie: number;
}

/** Applies changes in the order in which the system tells them. */
export class Changes {
  /** Renamed away. There are few: in one directory, what happens next settles what was before. */
  readonly halves = new Set<Half>();
  /** Directories to be looked at: nobody knows what stands in them. */
  readonly unseen = new Set<Folder>();
  /** New names that may stand for links, which are followed. */
  unknown: { readonly folder: Folder; readonly name: string }[] = [];
  /** Cookies of renames that a look has found out before they were told. */
  readonly known = new Set<number>();

  /** The last rename, when it replaced something. */
  #replacing: { readonly half: Half; readonly folder: Folder; readonly name: string } | undefined;

  constructor(readonly model: Model, readonly recursive: boolean, readonly followLinks: boolean) {}

  /**
   * Halves that this change shows to be whole: a rename holds the locks of both directories until both halves are queued,
   * so whatever happens to names in the one directory afterwards comes behind the other half.
   */
  settledBy(change: Change): Half[] {
    if (this.halves.size === 0 || !namesChange(change)) return [];
    return [...this.halves].filter(({ folder, cookie }) => folder.key === change.key && cookie !== change.cookie);
  }

  /** What was renamed away has left the trees. */
  depart(half: Half): void {
    this.halves.delete(half);
    const { folder, name, child } = half;
    if (folder.children?.get(name) === child) this.model.remove(folder, name, child);
  }

  /** What is renamed away of which nothing has told where to, also in changes that are not applied yet. */
  departures(waiting: Iterable<Change>): Departures {
    const departures = new Departures((place) => {
      const half = place as Half;
      this.halves.delete(half);
      this.known.add(half.cookie);
    });
    for (const half of this.halves) departures.add(half);
    for (const { kind, key, name, cookie } of waiting) {
      if (kind !== "from") continue;
      for (const folder of this.model.foldersOf(key)) {
        const child = folder.children?.get(name);
        if (child !== undefined) departures.add({ folder, name, child, cookie } as Half);
      }
    }
    return departures;
  }

  /** Applies a change to a directory. */
  apply(folder: Folder, change: Change): void {
    const { kind, name, isDirectory, late } = change;
    const child = folder.children?.get(name);
    switch (kind) {
      case "create":
        return this.#appear(folder, name, this.#outdated(folder, change, child), isDirectory);
      case "modify":
        if (child !== undefined && sameKind(child, isDirectory)) this.model.report(kind, folder, name, isDirectory);
        return;
      case "attrib":
        return this.#attrib(folder, name, child, isDirectory);
      case "remove":
        if (child !== undefined && (late || sameKind(child, isDirectory))) this.model.remove(folder, name, child);
        return;
      case "from":
        if (child !== undefined && (late || sameKind(child, isDirectory))) {
          this.halves.add({ folder, name, child, cookie: change.cookie });
        }
        return;
      case "to":
        return this.#arrive(folder, name, child, change);
      case "dirty":
        this.unseen.add(folder);
    }
  }

  /** What a name is known to stand for, unless it was asked by now, and is something else. */
  #outdated(folder: Folder, { name, isDirectory, late }: Change, child: Child | undefined): Child | undefined {
    if (child === undefined || !late || sameKind(child, isDirectory)) return child;
    this.model.remove(folder, name, child);
    return undefined;
  }

  #appear(folder: Folder, name: string, child: Child | undefined, isDirectory: boolean): void {
    if (child instanceof Folder && isDirectory && child.key < 0) this.see(child);
    // A look was ahead of this change.
    if (child !== undefined || this.model.ignored(folder, name, isDirectory)) return;
    if (!isDirectory) {
      if (this.followLinks) this.unknown.push({ folder, name });
      else this.model.add(folder, name, 0, false);
      return;
    }
    const made = new Folder(name, folder);
    made.polled = folder.polled;
    this.model.add(folder, name, made, true);
    this.see(made);
  }

  #attrib(folder: Folder, name: string, child: Child | undefined, isDirectory: boolean): void {
    if (child === undefined || !sameKind(child, isDirectory)) return;
    this.model.report("attrib", folder, name, isDirectory);
    if (!(child instanceof Folder)) return;
    if (child.key >= 0) child.attributes = -1;
    else {
      // It may be readable now; what it has by now is told.
      child.attributes = 0;
      this.see(child);
    }
  }

  #arrive(folder: Folder, name: string, child: Child | undefined, change: Change): void {
    const { cookie, isDirectory } = change;
    const half = this.#otherHalf(folder, cookie);
    if (half !== undefined && change.late && !sameKind(half.child, isDirectory)) {
      this.depart(half);
      return this.#arrive(folder, name, folder.children?.get(name), change);
    }
    if (half !== undefined) {
      if (this.model.ignored(folder, name, isDirectory)) return this.depart(half);
      if (half.child instanceof Folder && folder.isWithin(half.child)) return this.#untangle(half, folder);
      this.halves.delete(half);
      if (half.folder.children?.get(half.name) !== half.child) return this.#arrive(folder, name, child, change);
      this.model.move(half.folder, half.name, half.child, folder, name);
      if (this.followLinks && !isDirectory) this.unknown.push({ folder, name });
      this.#noticeExchange(half, folder, name, child !== undefined);
      // What was looked at after this change was found under a name that may have stood for something else.
      if (half.child instanceof Folder) this.#doubt(half.child, change.doubtful === true ? 0 : change.sequence);
      return;
    }
    if (this.known.delete(cookie) && child !== undefined) return;
    child = this.#outdated(folder, change, child);
    if (child === undefined) return this.#appear(folder, name, child, isDirectory);
    if (!sameKind(child, isDirectory)) return;
    if (child instanceof Folder) return this.see(child);
    // From outside, over what was there.
    this.model.set(folder, name, 0);
    this.model.report("modify", folder, name, false);
  }

  /** The half that belongs to this one: of several, where a directory stands in several places, the nearest. */
  #otherHalf(folder: Folder, cookie: number): Half | undefined {
    if (this.halves.size === 0) return undefined;
    const all = [...this.halves].filter((half) => half.cookie === cookie);
    return all.find((half) => half.folder === folder) ?? all.find((half) => half.folder.top === folder.top) ?? all[0];
  }

  /** Two names that exchange what they stand for (`RENAME_EXCHANGE`) are told as two renames, there and back. */
  #noticeExchange(half: Half, folder: Folder, name: string, replacing: boolean): void {
    const before = this.#replacing;
    this.#replacing = replacing ? { half, folder, name } : undefined;
    if (before?.folder !== half.folder || before.name !== half.name || before.half.child !== half.child) return;
    if (before.half.folder !== folder || before.half.name !== name) return;
    this.unseen.add(folder).add(half.folder);
    if (half.child instanceof Folder) this.see(half.child);
    else this.model.report("modify", folder, name, false);
  }

  /** What is known mixes two times: a directory would stand below itself. All of it is looked at again. */
  #untangle(half: Half, { top }: Folder): void {
    this.depart(half);
    for (const folder of foldersIn(top)) this.see(folder);
  }

  #doubt(folder: Folder, sequence: number): void {
    const isDoubtful = ({ listedAt, key }: Folder) => listedAt >= sequence || key < 0;
    for (const one of foldersIn(folder, isDoubtful)) if (isDoubtful(one)) this.see(one);
  }

  /** Whether something must be looked at. */
  get open(): boolean {
    return this.unseen.size > 0 || this.unknown.length > 0;
  }

  /** A directory is to be looked at, unless only the topmost one is watched. */
  see(folder: Folder): void {
    if (this.recursive || folder.parent === undefined) this.unseen.add(folder);
  }
}

/** Whether a change is one of names in a directory. */
export function namesChange({ kind }: Change): boolean {
  return kind === "create" || kind === "remove" || kind === "from" || kind === "to";
}

/** The names under which one watcher knows what it watches. A file's knote tells of the file: where it stands, lists tell. */
import type { RawStat } from "../contract.ts";
import type { Wanted } from "../watching_contract.ts";
import { type Listener, release, use, type Vnode } from "./watch_vnodes.ts";

/** A directory whose entries are known. */
export class Directory {
  /** Whether it was told that names in it have changed, and it was not listed again since. */
  dirty = false;
  /** How often it is being listed right now, and how often that was begun; the last one begun of which the result is known. */
  listing = 0;
  begun = 0;
  known = 0;
  readonly places = new Map<string, Place>();
  /** What must not be opened, as it was seen last. */
  shut: Map<string, RawStat> = new Map();

  constructor(readonly vnode: Vnode, public wanted: Wanted = () => true) {}

  /** Whether its files may have other names than those that are known. */
  get uncertain(): boolean {
    return this.dirty || this.listing > 0;
  }
}

/** A name in a directory, and what it stands for. */
export interface Place {
  readonly directory: Directory;
  readonly name: string;
  readonly vnode: Vnode;
}

/** All places of one watcher. */
export class Places {
  readonly #all = new Map<Vnode, Place[]>();
  /** What has happened, as `NOTE_*`, in a place whose name is not certain. */
  readonly #held = new Map<Place, number>();
  /** The same of what stands under no name: it may have moved to a directory that is listed next. */
  readonly #nowhere = new Map<Vnode, number>();

  constructor(readonly owner: Listener) {}

  /** Something has a name. */
  add(directory: Directory, name: string, vnode: Vnode): void {
    this.remove(directory, name);
    const place = { directory, name, vnode };
    directory.places.set(name, place);
    const places = this.#all.get(vnode);
    if (places === undefined) this.#all.set(vnode, [place]);
    else places.push(place);
    const held = this.#nowhere.get(vnode);
    if (held === undefined) use(vnode, this.owner);
    else {
      this.#nowhere.delete(vnode);
      this.#hold(place, held);
    }
  }

  /** Something has a name no more. What is not told of it goes where it stands besides, or will be found. */
  remove(directory: Directory, name: string): void {
    const place = directory.places.get(name);
    if (place === undefined) return;
    directory.places.delete(name);
    const { vnode } = place;
    const held = this.#held.get(place) ?? 0;
    this.#held.delete(place);
    const rest = this.#all.get(vnode)!.filter((other) => other !== place);
    if (rest.length === 0) {
      this.#all.delete(vnode);
      this.#nowhere.set(vnode, held);
      return;
    }
    this.#all.set(vnode, rest);
    for (const other of rest) this.#hold(other, held);
    release(vnode, this.owner);
  }

  #hold(place: Place, notes: number): void {
    if (notes !== 0) this.#held.set(place, (this.#held.get(place) ?? 0) | notes);
  }

  /** Something has happened to a vnode, which is to be told of in all its places. */
  happened(vnode: Vnode, notes: number): void {
    const nowhere = this.#nowhere.get(vnode);
    if (nowhere !== undefined) this.#nowhere.set(vnode, nowhere | notes);
    for (const place of this.#all.get(vnode) ?? []) this.#hold(place, notes);
  }

  /** What can be told by now, and is taken. */
  ripe(): [Place, number][] {
    if (this.#held.size === 0) return [];
    const ripe = [...this.#held].filter(([{ directory }]) => !directory.uncertain);
    for (const [place] of ripe) this.#held.delete(place);
    return ripe;
  }

  /** What stands nowhere by now is watched no more. */
  settle(): void {
    for (const vnode of this.#nowhere.keys()) release(vnode, this.owner);
    this.#nowhere.clear();
  }
}

/** What is gone from its name, by inode: under another name it has moved. */
import { type Child, Folder, inodeOfLeaf, isMove, type Leaf } from "./folder.ts";
import type { Place } from "./model.ts";

/** Things that are gone from their names. */
export class Departures {
  readonly #all = new Map<Folder, Set<Place>>();
  readonly #folders = new Map<number, Place>();
  readonly #leaves = new Map<number, Place>();

  /** `taken` is told of what was found elsewhere. */
  constructor(readonly taken: (place: Place) => void = () => {}) {}

  /** Something is gone. */
  add(place: Place): void {
    const { folder, child } = place;
    const inFolder = this.#all.get(folder);
    if (inFolder === undefined) this.#all.set(folder, new Set([place]));
    else inFolder.add(place);
    const inode = inodeOf(child);
    if (inode !== 0) (child instanceof Folder ? this.#folders : this.#leaves).set(inode, place);
  }

  /** Nothing of a directory is gone: it is looked at again. */
  clear(folder: Folder): void {
    for (const place of this.#all.get(folder) ?? []) {
      const places = place.child instanceof Folder ? this.#folders : this.#leaves;
      const inode = inodeOf(place.child);
      if (places.get(inode) === place) places.delete(inode);
    }
    this.#all.delete(folder);
  }

  /** What has this inode; it is gone no longer. */
  take(inode: number, isDirectory: boolean, leaf?: Leaf): Place | undefined {
    const places = isDirectory ? this.#folders : this.#leaves;
    const place = places.get(inode);
    if (place === undefined) return undefined;
    const { child } = place;
    if (typeof leaf === "object" && !(child instanceof Folder) && typeof child === "object" && !isMove(child, leaf)) {
      return undefined;
    }
    places.delete(inode);
    this.#all.get(place.folder)?.delete(place);
    // It may have gone meanwhile with what it stood in.
    if (!place.folder.attached || place.folder.children?.get(place.name) !== place.child) return undefined;
    this.taken(place);
    return place;
  }

  /** What has not been found. */
  *rest(): Iterable<Place> {
    for (const places of this.#all.values()) yield* places;
  }
}

function inodeOf(child: Child): number {
  return child instanceof Folder ? child.inode : inodeOfLeaf(child);
}

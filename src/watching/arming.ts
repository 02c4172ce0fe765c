/** Watching a tree from now on of which nothing is told yet: it is packed, without an object for each directory. */
import { closing } from "../call/closing.ts";
import { all, type Program, valueOf } from "../call/program.ts";
import { decodeName, encodeName } from "../call/text.ts";
import { joined } from "../fs/dir_entry.ts";
import type { Glance, TakeEntry } from "../os/watching_contract.ts";
import { type Folder, inodeOfHalves, ownership } from "./folder.ts";
import type { Ignores } from "./ignore.ts";
import type { Sight } from "./look.ts";
import { type PackedTree, TOP } from "./packed_tree.ts";
import type { Surveyor } from "./surveyor.ts";

/** By `d_type`. */
const DIRECTORY = 4;
/** Directories looked at at once: two trips, of which one is under way while the other is looked through. */
const LANES = 72;

/** Whether a tree can be packed. */
export function canBePacked(folder: Folder, by: Surveyor): boolean {
  return by.source?.glance !== undefined && by.recursive && !by.followLinks && !folder.polled &&
    folder.parent === undefined && folder.trunk!.silent && folder.inode === 0;
}

/** A tree that is watched. */
export interface Armed {
  readonly tree: PackedTree;
  /** What must be looked at one by one, because it is not simple: unreadable, another filesystem, watched elsewhere too. */
  readonly rest: readonly Folder[];
}

/** Watches all below a directory that was looked at. */
export function* arm(top: Folder, sight: Sight, by: Surveyor): Program<Armed> {
  const arming = new Arming(top, sight, by);
  yield* arming.run();
  return { tree: arming.tree, rest: by.closed || !top.attached ? [] : arming.rest() };
}

class Arming {
  readonly tree: PackedTree;
  #next = TOP + 1;
  readonly #rest: number[] = [];
  readonly #ignores: Ignores | undefined;
  /** Bytes of a path before what is below the topmost directory. */
  readonly #prefix: number;
  /** The directory whose entries are taken, and the beginning of their paths where these are judged. */
  #taken = TOP;
  #below = "";

  constructor(readonly top: Folder, sight: Sight, readonly by: Surveyor) {
    const { self } = sight;
    this.tree = by.model.pack(top, self.dev);
    this.#ignores = by.model.around.ignores;
    this.#prefix = encodeName(joined(top.absolute, "")).length;
    this.tree.begin(TOP, -1, 0, 0);
    // Told twice, when it was removed and made again meanwhile, a name is one.
    for (const [name, { type, inodeLow, inodeHigh }] of new Map(sight.entries.map((entry) => [entry.name, entry]))) {
      const bytes = encodeName(name);
      this.#add(type, inodeLow, inodeHigh, bytes, 0, bytes.length);
    }
    this.tree.end();
    top.pack(this.tree, TOP);
  }

  *run(): Program<void> {
    const glances = Array.from({ length: LANES }, () => this.by.source!.glance!());
    while (this.#goesOn) {
      for (const outcome of yield* all(glances.map((glance) => this.#looks(glance)))) valueOf(outcome);
    }
  }

  get #goesOn(): boolean {
    return this.#next < this.tree.size && !this.by.closed && this.top.attached;
  }

  /** Looks at one directory after the other; several do so at once. */
  *#looks(glance: Glance): Program<void> {
    while (this.#goesOn) {
      const directory = this.#next++;
      if (this.tree.isFull || !this.tree.writePath(directory, glance.path)) {
        this.#rest.push(directory);
        continue;
      }
      glance.begin();
      const simple = glance.end(yield glance.look);
      if (!simple || !this.#take(directory, glance)) this.#rest.push(directory);
      if (glance.left >= 0) yield closing(glance.left);
    }
  }

  /** Packs what was seen; false when it is not simple. */
  #take(directory: number, glance: Glance): boolean {
    const { key, self } = glance;
    const { source, model } = this.by;
    if (model.knows(key)) return false;
    if (self.dev !== this.tree.dev || !this.top.attached) {
      source!.forget(key);
      return false;
    }
    this.tree.begin(directory, key, inodeOfHalves(self.inodeLow, self.inodeHigh), ownership(self));
    this.#taken = directory;
    if (this.#ignores !== undefined) {
      this.#below = `${decodeName(glance.path.bytes, this.#prefix, glance.path.length)}/`;
    }
    glance.each(this.#add);
    this.tree.end();
    return true;
  }

  readonly #add: TakeEntry = (type, inodeLow, inodeHigh, bytes, start, end) => {
    const isDirectory = type === DIRECTORY;
    if (this.#ignores !== undefined) {
      const place = this.#below + decodeName(bytes, start, end);
      if (this.#ignores(joined(this.top.path, place), place, isDirectory)) return;
    }
    this.tree.add(this.#taken, isDirectory, inodeOfHalves(inodeLow, inodeHigh), bytes, start, end);
  };

  rest(): Folder[] {
    return this.#rest.map((directory) => this.tree.folderOf(directory));
  }
}

/** Watching a tree from now on of which nothing is told yet: it is packed, without an object for each directory. */
import { closing } from "../call/closing.ts";
import { options } from "../call/options.ts";
import { all, type Program, valueOf } from "../call/program.ts";
import { decodeName, encodeName } from "../call/text.ts";
import { joined } from "../fs/dir_entry.ts";
import type { Sweep, TakeEntry } from "../os/watching_contract.ts";
import { type Folder, inodeOfHalves, ownership } from "./folder.ts";
import type { Ignores } from "./ignore.ts";
import type { Sight } from "./look.ts";
import { type PackedTree, TOP } from "./packed_tree.ts";
import type { Surveyor } from "./surveyor.ts";

/** By `d_type`. */
const DIRECTORY = 4;
/** Trips at once: some are under way while one is looked through. */
const LANES = 4;

/** How to look at all below a directory, where it can be packed. */
export function sweepBelow(folder: Folder, by: Surveyor): Sweep | undefined {
  const isFresh = folder.parent === undefined && folder.trunk!.silent && folder.inode === 0;
  return isFresh && by.recursive && !by.followLinks && !folder.polled ? by.source?.sweep?.() : undefined;
}

/** A tree that is watched. */
export interface Armed {
  readonly tree: PackedTree;
  /** What must be looked at one by one, because it is not simple: unreadable, another filesystem, watched elsewhere too. */
  readonly rest: readonly Folder[];
}

/** Watches all below a directory that was looked at. */
export function* arm(top: Folder, sight: Sight, by: Surveyor, first: Sweep): Program<Armed> {
  const arming = new Arming(top, sight, by);
  yield* arming.run(first);
  return { tree: arming.tree, rest: by.closed || !top.attached ? [] : arming.rest() };
}

class Arming {
  readonly tree: PackedTree;
  #next = TOP + 1;
  readonly #rest: number[] = [];
  readonly #ignores: Ignores | undefined;
  /** The directory whose entries are taken, and the beginning of their paths where these are judged. */
  #taken = TOP;
  #below = "";

  constructor(readonly top: Folder, sight: Sight, readonly by: Surveyor) {
    this.tree = by.model.pack(top, sight.self.dev);
    this.#ignores = by.model.around.ignores;
    this.tree.begin(TOP, -1, 0, 0);
    // Told twice, when it was removed and made again meanwhile, a name is one.
    for (const [name, { type, inodeLow, inodeHigh }] of new Map(sight.entries.map((entry) => [entry.name, entry]))) {
      const bytes = encodeName(name);
      this.#add(type, inodeLow, inodeHigh, bytes, 0, bytes.length);
    }
    this.tree.end();
    top.pack(this.tree, TOP);
  }

  *run(first: Sweep): Program<void> {
    const sweeps = [first];
    for (let i = 1; i < Math.min(LANES, options.threads); i++) sweeps.push(this.by.source!.sweep!() ?? first);
    try {
      while (this.#goesOn) {
        for (const outcome of yield* all([...new Set(sweeps)].map((sweep) => this.#rounds(sweep)))) valueOf(outcome);
      }
    } finally {
      for (const sweep of new Set(sweeps)) sweep.finish();
    }
  }

  get #goesOn(): boolean {
    return this.#next < this.tree.size && !this.by.closed && this.top.attached;
  }

  /** Round after round; several go on at once. */
  *#rounds(sweep: Sweep): Program<void> {
    while (this.#goesOn) {
      const first = this.#fill(sweep);
      if (sweep.size === 0) continue;
      if ((yield sweep.trip) >= 0) yield* this.#takeAll(first, sweep);
      else this.#abandon(first, sweep);
    }
  }

  *#takeAll(first: number, sweep: Sweep): Program<void> {
    const left: number[] = [];
    let next = 0;
    const look = () => {
      const simple = sweep.look(next);
      if (sweep.left(next) >= 0) left.push(sweep.left(next));
      next++;
      return simple;
    };
    try {
      while (next < sweep.size) {
        const directory = first + next;
        if (!look() || !this.#take(directory, sweep)) this.#rest.push(directory);
      }
    } finally {
      // Who judges names may have thrown.
      while (next < sweep.size) look();
      for (const fd of left) yield closing(fd);
    }
  }

  #abandon(first: number, sweep: Sweep): void {
    sweep.abandon();
    for (let i = 0; i < sweep.size; i++) this.#rest.push(first + i);
  }

  /** Adds directories that follow each other; returns the first. */
  #fill(sweep: Sweep): number {
    sweep.begin();
    let first = this.#next;
    while (!sweep.isFull && this.#next < this.tree.size) {
      const end = this.tree.isFull ? -1 : this.tree.writePath(this.#next, sweep.paths, sweep.at, sweep.end);
      if (end >= 0) sweep.add(end);
      else if (sweep.size > 0) break;
      else {
        this.#rest.push(this.#next); // too long for any
        first++;
      }
      this.#next++;
    }
    return first;
  }

  /** Packs what was seen; false when it is not simple. */
  #take(directory: number, sweep: Sweep): boolean {
    const { key, self } = sweep;
    const { source, model } = this.by;
    if (model.knows(key)) return false;
    if (self.dev !== this.tree.dev || !this.top.attached) {
      source!.forget(key);
      return false;
    }
    this.tree.begin(directory, key, inodeOfHalves(self.inodeLow, self.inodeHigh), ownership(self));
    this.#taken = directory;
    if (this.#ignores !== undefined) this.#below = `${this.tree.pathBelow(directory)}/`;
    sweep.each(this.#add);
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

/** The order of a walk, whoever reads the directories; and which of them are best read ahead. */
import { joined } from "./dir_entry.ts";
import { Directory, type Loaded, type Shown } from "./walk_load.ts";

/** What a walk delivers: a directory's path, and its entries, sorted: directories, and everything else. */
export type Visit = [root: string, dirs: Shown[], files: Shown[]];

/** A directory that has been entered and not left. */
interface Frame {
  readonly directory: Directory;
  /** What to go into, and how far that has come. */
  readonly children: readonly Shown[];
  next: number;
  /** What is delivered when it is left. */
  readonly visit: Visit | undefined;
}

/** Directories, from the next one on, that are to have been begun: enough for some full trips. */
const DIRECTORIES = 256;
/** Directories begun and not entered at most: with what is found in them, the order changes. */
const MOST = 2048;
/** Directories between two looks ahead. */
const BETWEEN = 32;
/** Their entries at most, as far as the sizes of those before tell. */
const ENTRIES = 20_000;

/** A walk. */
export class Walk {
  readonly #frames: Frame[] = [];
  /** Directories begun to be read and not entered. */
  #pending = 0;
  #entered = 0;
  #since = 0;
  /** Entries of a directory as it is usual here. */
  #usual = 1;

  constructor(readonly root: string, readonly topdown: boolean, readonly onerror: (error: Error) => void) {}

  /** Yields each directory that must have been read, and takes what was; and each visit, when its turn has come. */
  *order(): Generator<Directory | Visit, void, Loaded> {
    yield* this.#enter(new Directory(this.root, undefined));
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      if (frame.next < frame.children.length) {
        yield* this.#enter(this.#childOf(frame.directory, nameOf(frame.children[frame.next++]!)));
      } else {
        this.#frames.pop();
        if (frame.visit !== undefined) yield frame.visit;
      }
    }
  }

  *#enter(directory: Directory): Generator<Directory | Visit, void, Loaded> {
    this.#entered++;
    const { dirs, files, errors, readable } = yield directory;
    directory.loaded = undefined;
    for (const error of errors) this.onerror(error);
    if (!readable) return;
    const visit: Visit = [directory.path, dirs, files];
    if (this.topdown) {
      yield visit;
      this.#forget(directory, new Set(dirs.map(nameOf)));
    }
    this.#frames.push({ directory, children: dirs.slice(), next: 0, visit: this.topdown ? undefined : visit });
  }

  /** A directory to be entered now: the one that was begun to be read, or a new one. */
  #childOf(parent: Directory, name: string): Directory {
    const child = parent.ahead.get(name);
    if (child === undefined) return new Directory(joined(parent.path, name), parent);
    parent.ahead.delete(name);
    this.#pending--;
    return child;
  }

  /** What was begun to be read and will not be entered, because whoever walks has taken its name out. */
  #forget(directory: Directory, kept: ReadonlySet<string>): void {
    for (const [name, child] of directory.ahead) {
      if (kept.has(name)) continue;
      directory.ahead.delete(name);
      this.#pending--;
      this.#forget(child, NONE);
    }
  }

  /**
   * Begins to read what will be entered next, as far as is known by now: more, the longer the walk lasts. `missed`: the
   * next one had not been begun.
   */
  readAhead(begin: (directory: Directory) => void, missed: boolean): void {
    if (!missed && ++this.#since < BETWEEN) return;
    this.#since = 0;
    let room = Math.min(DIRECTORIES, this.#entered - 1, Math.ceil(ENTRIES / this.#usual));
    for (let i = this.#frames.length - 1; i >= 0 && room > 0 && this.#pending < MOST; i--) {
      const { directory, children, next } = this.#frames[i]!;
      if (next < children.length) room = this.#beginBelow(directory, children, next, room, begin);
    }
  }

  /** Goes through what is known of the order; returns how many more of it may be begun. */
  #beginBelow(
    directory: Directory,
    children: readonly Shown[],
    from: number,
    room: number,
    begin: (directory: Directory) => void,
  ): number {
    for (let i = from; i < children.length && room > 0; i++) {
      const name = nameOf(children[i]!);
      let child = directory.ahead.get(name);
      room--;
      if (child === undefined) {
        if (this.#pending >= MOST) return 0;
        child = new Directory(joined(directory.path, name), directory);
        directory.ahead.set(name, child);
        this.#pending++;
        begin(child);
      } else if (child.loaded !== undefined) room = this.#beginBelow(child, child.loaded.dirs, 0, room, begin);
    }
    return room;
  }

  /** A directory has been read: so much will probably be in others, too. */
  learn({ dirs, files }: Loaded): void {
    const count = dirs.length + files.length;
    this.#usual += (count - this.#usual) * (count > this.#usual ? 0.5 : 0.1);
  }
}

const NONE: ReadonlySet<string> = new Set();

function nameOf(shown: Shown): string {
  return typeof shown === "string" ? shown : shown.name;
}

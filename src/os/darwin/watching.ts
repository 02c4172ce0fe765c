/**
 * Watching by kqueue(2). It tells that something has happened to a file or directory, not what, nor of names: whatever is
 * watched is open, the files of a watched directory as well. A change of names is told as `dirty`, and {@link Source.again}
 * lists the directory; what happens to its files is told under the names that the last list gave them.
 */
import { failureOf } from "../../call/errno.ts";
import { Hold } from "../../call/reactor.ts";
import type { Program } from "../../call/program.ts";
import { synchronous } from "../../call/synchronous.ts";
import type { Interest, Looked, Sink, Source, Wanted, Watching } from "../watching_contract.ts";
import { c } from "./libsystem.ts";
import { darwinListing } from "./listing.ts";
import { watchEntries } from "./watch_entries.ts";
import { type Opener, openVnode } from "./watch_opening.ts";
import { type Onlooker, Shut } from "./watch_shut.ts";
import { Directory, Places } from "./watch_places.ts";
import { refusal, tells } from "./watch_refusal.ts";
import { ITSELF, Telling } from "./watch_telling.ts";
import { arm, drain, join, leave, progress } from "./watch_queue.ts";
import { release, use, type Vnode } from "./watch_vnodes.ts";

const NAMES = ITSELF | c.NOTE_WRITE;
const DIRECTORY = NAMES | c.NOTE_ATTRIB;
const NOTES: Readonly<Record<Interest, number>> = {
  file: DIRECTORY | c.NOTE_EXTEND,
  place: ITSELF,
  names: NAMES,
  directory: DIRECTORY,
};
const ENOENT = failureOf("ENOENT");
const ENOTSUP = failureOf("ENOTSUP");

class KqueueSource implements Source, Opener, Onlooker {
  closed = false;
  readonly #hold = new Hold();
  readonly #directories = new Map<number, Directory>();
  /** What is watched besides, and with which notes. */
  readonly #marks = new Map<number, { readonly vnode: Vnode; notes: number }>();
  readonly #places = new Places(this);
  readonly #shut = new Shut(this);
  #surveyed = false;
  readonly #telling: Telling;

  constructor(readonly sink: Sink) {
    this.#telling = new Telling(sink);
    try {
      join(this);
    } catch (error) {
      this.#hold.release();
      throw error;
    }
  }

  get sequence(): number {
    return progress.sequence;
  }
  get completeUntil(): number {
    return progress.completeUntil;
  }
  get completeAt(): number {
    return progress.completeAt;
  }

  *look(path: string, follow: boolean, wanted?: Wanted): Program<Looked | number> {
    if (this.closed) return ENOENT;
    const vnode = yield* openVnode(path, c.O_DIRECTORY | (follow ? 0 : c.O_NOFOLLOW), this);
    if (typeof vnode === "number") return vnode;
    // Before anybody lists it.
    if (arm([vnode], DIRECTORY).length > 0) {
      release(vnode, this);
      return ENOTSUP;
    }
    const known = this.#directories.get(vnode.key);
    const directory = known ?? new Directory(vnode, wanted);
    if (wanted !== undefined) directory.wanted = wanted; // of the path that it has by now
    if (known === undefined) this.#directories.set(vnode.key, directory);
    else release(vnode, this);
    const looked = yield* this.#list(directory);
    if (typeof looked === "number" && known === undefined) this.#leave(directory);
    return looked;
  }

  *again(key: number): Program<Looked | number> {
    const directory = this.#directories.get(key);
    return directory === undefined ? ENOENT : yield* this.#list(directory);
  }

  /** Lists a directory, whatever its path is by now, and watches its entries. */
  *#list(directory: Directory): Program<Looked | number> {
    const { vnode } = directory;
    use(vnode, this); // its number must not be given to another file meanwhile
    const turn = ++directory.begun;
    directory.listing++;
    directory.dirty = false;
    try {
      const listed = yield* darwinListing.list(vnode.fd, ".", { follow: false, stat: false, self: true });
      if (typeof listed === "number") return listed;
      const { entries, self } = listed;
      if (self === undefined || !this.#has(directory)) return ENOENT;
      const result = turn < directory.known ? 0 : yield* watchEntries(directory, entries, this.#places, {
        owner: this,
        shut: this.#shut,
        current: () => this.#has(directory) && turn >= directory.known,
      });
      if (result < 0) return result;
      directory.known = Math.max(directory.known, turn);
      return { key: vnode.key, self, entries };
    } finally {
      directory.listing--;
      release(vnode, this);
      if (!this.closed) {
        this.#tellPlaces();
        if (!this.#surveyed) this.#places.settle();
        this.sink.taken();
      }
    }
  }

  #has(directory: Directory): boolean {
    return !this.closed && this.#directories.get(directory.vnode.key) === directory;
  }

  *mark(path: string, interest: Interest): Program<number> {
    if (this.closed) return ENOENT;
    const vnode = yield* openVnode(path, interest === "file" ? 0 : c.O_DIRECTORY, this);
    if (typeof vnode === "number") return vnode;
    const notes = NOTES[interest];
    const marked = this.#marks.get(vnode.key);
    if (arm([vnode], notes).length > 0) {
      release(vnode, this);
      return ENOTSUP;
    }
    if (marked === undefined) this.#marks.set(vnode.key, { vnode, notes });
    else {
      marked.notes |= notes;
      release(vnode, this);
    }
    return vnode.key;
  }

  happened(vnode: Vnode, notes: number): void {
    const { key } = vnode;
    const directory = this.#directories.get(key);
    const asked = (this.#marks.get(key)?.notes ?? 0) | (directory === undefined ? 0 : DIRECTORY);
    const marked = this.#marks.has(key);
    // Until it is listed again, nothing new is to be said; but who only asked for names lists nothing.
    const news = directory?.dirty !== true || marked;
    if (directory !== undefined && (notes & c.NOTE_WRITE) !== 0) directory.dirty = true;
    this.#telling.itself(vnode, notes & asked, news);
    // A directory that is only listed is told of by the one above, which tells as well what is there instead.
    if (vnode.gone && (notes & asked & ITSELF) !== 0 && (directory === undefined || marked)) {
      this.#telling.tell("void", key, "", vnode.isDirectory);
      this.forget(key);
    }
    this.#places.happened(vnode, notes);
    this.#tellPlaces();
  }

  #tellPlaces(): void {
    for (const [{ directory, name, vnode }, notes] of this.#places.ripe()) {
      this.seen(directory, name, notes, vnode.isDirectory);
    }
  }

  seen({ vnode: { key } }: Directory, name: string, notes: number, isDirectory: boolean): void {
    this.#telling.named(key, name, notes, isDirectory);
  }

  taken(): void {
    this.sink.taken();
  }

  forget(key: number): void {
    const directory = this.#directories.get(key);
    if (directory !== undefined) this.#leave(directory);
    const marked = this.#marks.get(key);
    if (marked === undefined) return;
    this.#marks.delete(key);
    release(marked.vnode, this);
  }

  #leave(directory: Directory): void {
    if (!this.#directories.delete(directory.vnode.key)) return;
    for (const name of [...directory.places.keys()]) this.#places.remove(directory, name);
    this.#shut.set(directory, new Map());
    if (!this.#surveyed) this.#places.settle();
    release(directory.vnode, this);
  }

  // deno-lint-ignore require-yield -- no change has two halves here
  *settle(): Program<number> {
    return 0;
  }

  drain(): void {
    synchronous(this.#shut.look());
    drain();
  }

  holdAll(): void {
    this.#surveyed = true;
  }
  /** What a survey has found nowhere is not waited for any longer. */
  releaseAll(): void {
    this.#surveyed = false;
    this.#places.settle();
  }
  ref(): void {
    this.#hold.ref();
  }
  unref(): void {
    this.#hold.unref();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#surveyed = false;
    for (const key of new Set([...this.#directories.keys(), ...this.#marks.keys()])) this.forget(key);
    this.#places.settle();
    leave(this);
    this.#hold.release();
  }
}

/** Watching on macOS. */
export const darwinWatching: Watching = { connect: (sink) => new KqueueSource(sink), tells, refusal };

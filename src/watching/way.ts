/** The way to a watched path: what lies on it is watched, and the file at its end. */
import { errorName } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { os } from "../os/os.ts";
import { watching } from "../os/watching.ts";
import type { Source } from "../os/watching_contract.ts";
import { type Places, placesOf, samePlaces } from "./places.ts";
import type { Ground, Root } from "./root.ts";

/** By the upper four bits of `st_mode`. */
const DIRECTORY = 4;
/** How often the way is looked at again when it changes under the eyes. */
const TRIES = 8;

/** The watches that one path has set. */
export class Way {
  /** The file's at its end. */
  fileKey = -1;
  readonly #marked = new Set<number>();

  constructor(readonly root: Root) {}

  /** Watches what lies on the way, and a file itself, before anybody looks. */
  *watch(ground: Ground, source: Source): Program<void> {
    const keys = new Map<number, Set<string>>();
    let places: Places = yield* placesOf(this.root.absolute);
    for (let i = 0; i < TRIES; i++) {
      for (const [directory, names] of places) {
        const key = yield* source.mark(directory, names.size > 0 ? "names" : "place");
        if (key < 0) continue;
        keys.set(key, (keys.get(key) ?? new Set()).union(names));
        this.#mark(ground, key, keys.get(key)!);
      }
      const again = yield* placesOf(this.root.absolute);
      if (samePlaces(places, again)) break;
      places = again;
    }
    const before = this.fileKey;
    this.fileKey = yield* this.#watchFile(ground, source);
    if (this.fileKey >= 0) keys.set(this.fileKey, keys.get(this.fileKey) ?? new Set());
    for (const key of [...this.#marked]) if (!keys.has(key) && key !== this.fileKey) this.#unmark(ground, key);
    if (before >= 0 && before !== this.fileKey && !keys.has(before)) this.#unmark(ground, before);
  }

  /** A directory is watched when it is looked at. */
  *#watchFile(ground: Ground, source: Source): Program<number> {
    const step = os.stat(this.root.absolute, true);
    if ((yield step) < 0 || os.statOf(step).mode >>> 12 === DIRECTORY) return -1;
    const told = yield* watching.tells(this.root.absolute);
    const key = told === true ? yield* source.mark(this.root.absolute, "file") : -1;
    if (key >= 0) {
      this.#mark(ground, key, new Set());
      return key;
    }
    const refusal = watching.refusal(key);
    const reason = told !== true
      ? `${told} does not tell of all changes`
      : refusal.kind === "limit"
      ? refusal.explanation
      : refusal.kind === "unreadable"
      ? `it must not be read (${errorName(key)})`
      : undefined;
    if (reason === undefined) return -1;
    if (!ground.mayPoll) throw new Deno.errors.NotSupported(`watch '${this.root.given}': ${reason}`);
    ground.degrade(this.root.given, reason);
    this.root.polled = true;
    return -1;
  }

  #mark(ground: Ground, key: number, names: ReadonlySet<string>): void {
    this.#marked.add(key);
    ground.mark(key, this.root, names);
  }

  #unmark(ground: Ground, key: number): void {
    this.#marked.delete(key);
    ground.unmark(key, this.root);
  }

  /** The system has ended a watch. */
  voided(key: number): void {
    this.#marked.delete(key);
    if (this.fileKey === key) this.fileKey = -1;
  }

  /** Watches nothing any more. */
  leave(ground: Ground): void {
    this.fileKey = -1;
    for (const key of this.#marked) ground.unmark(key, this.root);
    this.#marked.clear();
  }
}

/** What one watcher is told of: directories that were looked at, and single names. */
import { failureOf } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import type { RawStat } from "../contract.ts";
import type { Interest, Looked } from "../watching_contract.ts";
import { windowsListing } from "./listing.ts";
import { HERE } from "./place.ts";
import { stat, statOf } from "./stat.ts";
import { usual } from "./usual.ts";
import { idOf, isGone } from "./watch_identity.ts";
import { Keys, type Mouth } from "./watch_keys.ts";
import type { Ear, Place } from "./watch_place.ts";
import { Places } from "./watch_places.ts";
import { widePath } from "./wide_path.ts";

const ENOENT = failureOf("ENOENT");
const DIRECTORY = 4;
/** How often a directory is looked for that is moved meanwhile. */
const TRIES = 5;

/** What one watcher is told of. */
export class Interests {
  readonly places: Places;
  readonly keys: Keys = new Keys((place) => this.places.release(place));
  #open = true;
  /** Trees that are watched as a whole: their paths, complete. */
  readonly #trunks = new Map<string, Place>();

  /** `wake` is called when something has happened. */
  constructor(wake: () => void) {
    this.places = new Places(wake);
  }

  /** As {@link Source.look}. */
  *look(path: string, follow: boolean): Program<Looked | number> {
    for (let i = 0; i < TRIES && this.#open; i++) {
      const looked = yield* this.#lookOnce(path, follow);
      if (looked !== undefined) return usual(looked);
    }
    return ENOENT; // what does not stay at its place has events to come
  }

  /** Undefined when the path has led to two directories meanwhile, of which one was watched and the other listed. */
  *#lookOnce(path: string, follow: boolean): Program<Looked | number | undefined> {
    const above = follow ? undefined : this.#trunkAbove(path);
    const place = above ?? (yield* this.places.at(path, follow, "tree"));
    if (typeof place === "number") return place;
    try {
      const listed = yield* windowsListing.list(HERE, path, { follow, stat: false, self: true });
      if (typeof listed === "number") return listed;
      const { self, entries } = listed;
      if (self === undefined) return ENOENT;
      if (above === undefined && place.file !== fileOf(self)) return undefined;
      const ear = follow ? yield* this.#earAt(path) : undefined;
      if (!this.#open || !this.places.all.has(place)) return undefined;
      const directory = above === undefined ? place.id : idOf(self);
      const key = this.keys.tell(`d:${fileOf(self)}`, (key) => [{ place, directory }, ...mouths(ear, key)]);
      if (above === undefined) {
        if (place.request.scope.tree) this.#trunks.set(widePath(path), place);
        place.learn(entries.map((entry) => {
          return [entry.name, { id: idOf(entry), isDirectory: entry.type === DIRECTORY, born: 0 }];
        }));
      }
      return { key, self, entries };
    } finally {
      this.places.release(place);
    }
  }

  /** The tree that tells of a directory at a path. */
  #trunkAbove(path: string): Place | undefined {
    const whole = widePath(path);
    for (const [trunk, place] of this.#trunks) {
      if (!this.places.all.has(place)) this.#trunks.delete(trunk);
      else if (whole.startsWith(trunk.endsWith("\\") ? trunk : `${trunk}\\`)) return place;
    }
    return undefined;
  }

  /** The directory that a path's own name stands in, if there is one: it tells that the name stands for something else. */
  *#earAt(path: string, reach: "names" | "directory" = "names"): Program<{ place: Place; name: string } | undefined> {
    const [, above, name] = /^(.+?[\\/])([^\\/]+)$/.exec(widePath(path)) ?? [];
    if (above === undefined || name === undefined) return undefined;
    const place = yield* this.places.at(above, true, reach);
    return typeof place === "number" ? undefined : { place, name };
  }

  /** As {@link Source.mark}. */
  *mark(path: string, interest: Interest): Program<number> {
    return usual(yield* this.#mark(path, interest));
  }

  *#mark(path: string, interest: Interest): Program<number> {
    if (!this.#open) return ENOENT;
    if (interest === "names" || interest === "directory") {
      const place = yield* this.places.at(path, true, interest);
      if (typeof place === "number") return place;
      const ear = yield* this.#earAt(path);
      if (!this.places.all.has(place)) return ENOENT;
      const directory = place.id;
      return this.keys.tell(`${interest}:${place.file}`, (key) => [{ place, directory }, ...mouths(ear, key)]);
    }
    const asked = stat(path, true);
    const result = yield asked;
    if (result < 0) return result;
    const ear = yield* this.#earAt(path, interest === "file" ? "directory" : "names");
    if (!this.#open) return ENOENT;
    return this.keys.tell(`${interest}:${fileOf(statOf(asked))}`, (key) => mouths(ear, key, interest === "file"));
  }

  /** What changes in a directory are told as; `promised` when also one that is about to be looked at. */
  keyOf(place: Place, directory: bigint, promised: boolean): number | undefined {
    const key = place.children.get(directory);
    return key === undefined && promised ? this.keys.of(`d:${place.volume}:0:${directory}`) : key;
  }

  /** A directory that is gone says so by its request, but perhaps only when somebody else closes it. */
  endGone(ears: readonly Ear[]): number[] {
    const keys = new Set(ears.map(({ key }) => key));
    const ended: number[] = [];
    for (const place of [...this.places.all]) {
      if ([...place.children.values()].some((key) => keys.has(key)) && isGone(place.handle)) {
        ended.push(...this.end(place));
      }
    }
    return ended;
  }

  /** The system tells no more of a place: what that told of. */
  end(place: Place): number[] {
    const keys = [...place.children.values(), ...[...place.ears].map(({ key }) => key)];
    this.places.drop(place);
    for (const key of keys) this.keys.forget(key);
    return keys;
  }

  /** Ends all. */
  close(): void {
    this.#open = false;
    this.places.close();
  }
}

/** Which file it is, as {@link Place.file} has it. */
function fileOf({ dev, inodeLow, inodeHigh, inodeUpper = 0n }: RawStat): string {
  return `${dev}:${inodeUpper}:${(BigInt(inodeHigh) << 32n) | BigInt(inodeLow)}`;
}

function mouths(at: { place: Place; name: string } | undefined, key: number, follows = false): Mouth[] {
  if (at === undefined) return [];
  const ear: Ear = { key, name: at.name, follows };
  return [{ place: at.place, ear }];
}

/** What one watcher is told of, by number: the same number for the same thing. */
import type { Ear, Place } from "./watch_place.ts";

/** Where something is told of. */
export type Mouth =
  | { readonly place: Place; readonly directory: bigint }
  | { readonly place: Place; readonly ear: Ear };

interface Target {
  readonly key: number;
  readonly identity: string;
  mouths: readonly Mouth[];
}

let lastKey = 0;

/** The numbers of one watcher. */
export class Keys {
  readonly #byIdentity = new Map<string, Target>();
  readonly #byKey = new Map<number, Target>();
  /** Numbers for what is not told of yet. */
  readonly #promised = new Map<string, number>();

  /** `released` is told of places of which something is told no more. */
  constructor(readonly released: (place: Place) => void) {}

  /** The number for something, whether it is told of or about to be. */
  of(identity: string): number {
    const known = this.#byIdentity.get(identity)?.key ?? this.#promised.get(identity);
    if (known !== undefined) return known;
    this.#promised.set(identity, ++lastKey);
    return lastKey;
  }

  /** From now on something is told of here, and nowhere else. Returns its number. */
  tell(identity: string, mouthsOf: (key: number) => readonly Mouth[]): number {
    const key = this.of(identity);
    this.#promised.delete(identity);
    const target = this.#byKey.get(key) ?? { key, identity, mouths: [] };
    const before = target.mouths;
    target.mouths = mouthsOf(key);
    this.#byIdentity.set(identity, target);
    this.#byKey.set(key, target);
    for (const mouth of target.mouths) open(mouth, key);
    for (const mouth of before) this.#close(mouth, key, target.mouths);
    return key;
  }

  /** Whether something is told of. */
  has(identity: string): boolean {
    return this.#byIdentity.has(identity);
  }

  /** Nothing is told of it any more. */
  forget(key: number): void {
    const target = this.#byKey.get(key);
    if (target === undefined) return;
    this.#byKey.delete(key);
    this.#byIdentity.delete(target.identity);
    for (const mouth of target.mouths) this.#close(mouth, key, []);
  }

  /** Numbers that were promised and not used stand for nothing. */
  forgetPromised(): void {
    this.#promised.clear();
  }

  #close(mouth: Mouth, key: number, others: readonly Mouth[]): void {
    const { place } = mouth;
    if ("ear" in mouth) place.ears.delete(mouth.ear);
    else if (place.children.get(mouth.directory) === key && !others.some((other) => isSame(other, mouth))) {
      place.children.delete(mouth.directory);
    }
    this.released(place);
  }
}

function open(mouth: Mouth, key: number): void {
  if ("ear" in mouth) mouth.place.ears.add(mouth.ear);
  else mouth.place.children.set(mouth.directory, key);
}

function isSame(one: Mouth, other: Mouth): boolean {
  return one.place === other.place && "directory" in one && "directory" in other && one.directory === other.directory;
}

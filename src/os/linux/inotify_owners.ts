/** Who is told of which watch. Most watches are one listener's: those take two numbers each. */
import { NumberMap } from "../../number_map.ts";

const NOBODY: readonly never[] = [];

/** Who is told of which watch. */
export class Owners<T> {
  /** Of the watches of one listener, its number. */
  readonly #sole = new NumberMap();
  /** Of the others, all. */
  readonly #shared = new Map<number, Set<T>>();
  /** Listeners by number, as what is told of a watch. */
  readonly #members: (readonly [T] | undefined)[] = [];
  readonly #numbers = new Map<T, number>();

  /** How many watches there are. */
  get size(): number {
    return this.#sole.size + this.#shared.size;
  }

  has(key: number): boolean {
    return this.#sole.has(key) || this.#shared.has(key);
  }

  /** Who is told of a watch. */
  of(key: number): Iterable<T> {
    const number = this.#sole.get(key);
    return number >= 0 ? this.#members[number]! : this.#shared.get(key) ?? NOBODY;
  }

  /** The watches that a listener is told of. */
  keysOf(listener: T): number[] {
    const number = this.#numbers.get(listener);
    const keys = [...this.#sole.keys()].filter((key) => this.#sole.get(key) === number);
    for (const [key, all] of this.#shared) if (all.has(listener)) keys.push(key);
    return keys;
  }

  /** Has a listener told of a watch; whether it was not before. */
  add(key: number, listener: T): boolean {
    const number = this.#numberOf(listener);
    const sole = this.#sole.get(key);
    const shared = this.#shared.get(key);
    if (sole === number || shared?.has(listener) === true) return false;
    if (shared !== undefined) shared.add(listener);
    else if (sole < 0) this.#sole.set(key, number);
    else {
      this.#shared.set(key, new Set([this.#members[sole]![0], listener]));
      this.#sole.delete(key);
    }
    return true;
  }

  /** Has it told no more; whether nobody else is. */
  remove(key: number, listener: T): boolean {
    const shared = this.#shared.get(key);
    if (shared === undefined) return this.#sole.get(key) === this.#numbers.get(listener) && this.#sole.delete(key);
    return shared.delete(listener) && shared.size === 0 && this.#shared.delete(key);
  }

  /** There is no such watch any more. */
  delete(key: number): void {
    this.#sole.delete(key);
    this.#shared.delete(key);
  }

  /** A listener has no watches any more. */
  leave(listener: T): void {
    const number = this.#numbers.get(listener);
    if (number !== undefined) this.#members[number] = undefined;
    this.#numbers.delete(listener);
  }

  clear(): void {
    this.#sole.clear();
    this.#shared.clear();
  }

  #numberOf(listener: T): number {
    const known = this.#numbers.get(listener);
    if (known !== undefined) return known;
    const free = this.#members.indexOf(undefined);
    const number = free < 0 ? this.#members.length : free;
    this.#members[number] = [listener];
    this.#numbers.set(listener, number);
    return number;
  }
}

import type { FileSystemEffect } from "./file_system_effect.ts";

/**
 * A program: a generator that yields effects and receives their results, and returns `T`. It does nothing itself; a
 * handler decides what its effects do, when it is {@link run}. A program is run once.
 */
export type FileSystemProgram<T> = Generator<FileSystemEffect, T, unknown>;

/** What makes an effect usable in a program: `yield*` hands it to the handler, and is worth its result `R`. */
export interface Yields<R> {
  /** Yields the effect once, and returns what it is answered with. */
  [Symbol.iterator](): FileSystemProgram<R>;
}

/** Not enumerable: to whoever compares, prints or serialises an effect, it is the plain object of its fields. */
const ITERATOR: PropertyDescriptor = {
  value: function* (this: FileSystemEffect): FileSystemProgram<unknown> {
    return yield this;
  },
};

/** An effect from its fields: what is `undefined` is left out. */
export function yielding<E extends FileSystemEffect, R>(fields: E): E & Yields<R> {
  const effect = {} as E;
  for (const name in fields) if (fields[name] !== undefined) effect[name] = fields[name];
  return Object.defineProperty(effect, Symbol.iterator, ITERATOR) as E & Yields<R>;
}

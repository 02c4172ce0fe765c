/** What is to be removed when the process ends. */
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { names } from "../os/names.ts";
import { discarded } from "./discard.ts";

const ENOENT = failureOf("ENOENT");

/** Absolute paths to be removed, as many as there are: what has gone is forgotten when there are more than before. */
export class TemporaryRegistry {
  readonly #fewest: number;
  #most: number;
  /** `"coming"`: it is being created. `"asap"`: it was to be removed before, and could not be. */
  readonly #paths = new Map<string, "coming" | "later" | "asap">();

  /** Up to `fewest` paths are kept without looking whether they are still there. */
  constructor(fewest: number) {
    this.#fewest = this.#most = fewest;
  }

  /** The paths. */
  paths(): string[] {
    return [...this.#paths.keys()];
  }

  /** Has a path removed at the end. One that is `coming` is kept before it is there, until it is {@link came}. */
  *add(path: string, coming = false): Program<void> {
    this.#paths.set(path, coming ? "coming" : "later");
    if (this.#paths.size > this.#most) yield* this.#purge();
  }

  /** A path that was coming has been created. */
  came(path: string): void {
    if (this.#paths.has(path)) this.#paths.set(path, "later");
  }

  /** Forgets a path. */
  delete(path: string): void {
    this.#paths.delete(path);
  }

  /** Removes a path now; what cannot be removed is tried again. */
  *remove(path: string): Program<number> {
    const result = yield* discarded(path);
    if (result >= 0) this.#paths.delete(path);
    else if (this.#paths.has(path)) this.#paths.set(path, "asap");
    return result;
  }

  *#purge(): Program<void> {
    this.#most = Infinity; // one at a time
    try {
      for (const [path, when] of [...this.#paths]) {
        if (when === "asap") yield* this.remove(path);
        else if (when === "later" && (yield names.stat(names.HERE, path, false)) === ENOENT) this.#paths.delete(path);
      }
    } finally {
      this.#most = Math.max(this.#fewest, 2 * this.#paths.size);
    }
  }
}

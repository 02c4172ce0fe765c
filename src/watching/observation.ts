/** One file or directory that is watched, itself and whatever becomes of its name. */
import { basename } from "@std/path";
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import { synchronous } from "../call/synchronous.ts";
import { watching } from "../os/watching.ts";
import type { Change, Sink, Source } from "../os/watching_contract.ts";
import { pathOf } from "../path.ts";
import { requireRead } from "../permission.ts";
import { CHANGED, RENAMED } from "./file_event.ts";

const ENOTDIR = failureOf("ENOTDIR");
const CHANGES = new Set(["modify", "attrib"]);

/** Tells of changes: the name in a directory, or that of what is watched, and what has happened, as bits. */
export type Tell = (name: string, flags: number) => void;

/** A file or directory that is watched from its construction on. It keeps no process alive unless told to. */
export class Observation implements Sink {
  readonly path: string;
  readonly #source: Source;
  readonly #tell: Tell;
  readonly #name: string;
  #key: number;

  /** `operation` is for the message of an error. */
  constructor(path: string | URL, operation: string, tell: Tell) {
    this.path = pathOf(path);
    const judged = requireRead(this.path);
    this.#name = basename(this.path) as string;
    this.#tell = tell;
    this.#source = watching.connect(this);
    try {
      this.#key = synchronous(this.#source.mark(judged, "directory"));
      if (this.#key === ENOTDIR) this.#key = synchronous(this.#source.mark(judged, "file"));
      if (this.#key < 0) throw refused(this.#key, operation, this.path);
    } catch (error) {
      this.#source.close();
      throw error;
    }
    this.#source.unref();
  }

  /** Whether the system still tells: it does not of what was removed. */
  get alive(): boolean {
    return this.#key >= 0;
  }

  take({ kind, key, name }: Change): void {
    if (kind === "overflow") return this.#tell("", RENAMED | CHANGED);
    if (key !== this.#key) return;
    if (kind === "void") this.#key = -1;
    this.#tell(name === "" ? this.#name : name, CHANGES.has(kind) ? CHANGED : RENAMED);
  }

  taken(): void {}

  /** Tells now, on this thread, what has happened so far. */
  drain(): void {
    this.#source.drain();
  }

  /** Whether it keeps the process alive. */
  set awaited(awaited: boolean) {
    if (awaited) this.#source.ref();
    else this.#source.unref();
  }

  /** Tells no more. */
  close(): void {
    this.#key = -1;
    this.#source.close();
  }
}

function refused(result: number, operation: string, path: string): Error {
  const refusal = watching.refusal(result);
  return systemError(result, operation, path, undefined, refusal.kind === "limit" ? refusal.explanation : undefined);
}

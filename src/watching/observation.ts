/** One file or directory that is watched, itself and whatever becomes of its name. */
import { basename } from "@std/path";
import { asynchronous } from "../call/asynchronous.ts";
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { watching } from "../os/watching.ts";
import type { Change, Sink, Source } from "../os/watching_contract.ts";
import { pathOf } from "../path.ts";
import { requireRead } from "../permission.ts";
import { CHANGED, RENAMED } from "./file_event.ts";
import { FolderNames } from "./folder_names.ts";

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
  /** Of a directory, where the system only tells that names have changed. */
  #names: FolderNames | undefined;
  /** Whether it has told so, and was not asked since. */
  #dirty = false;
  /** How often the directory was listed again, and whether that is under way on another thread. */
  #turn = 0;
  #listing = false;
  #draining = false;

  /** `operation` is for the message of an error. */
  constructor(path: string | URL, operation: string, tell: Tell) {
    this.path = pathOf(path);
    const judged = requireRead(this.path);
    this.#name = basename(this.path) as string;
    this.#tell = tell;
    this.#source = watching.connect(this);
    try {
      this.#key = synchronous(this.#source.mark(judged, "directory"));
      if (this.#key >= 0 && this.#source.again !== undefined) synchronous(this.#list(judged));
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
    if (kind === "dirty" && this.#names !== undefined) {
      this.#dirty = true;
      return;
    }
    if (kind === "void") this.#key = -1;
    this.#tell(name === "" ? this.#name : name, CHANGES.has(kind) ? CHANGED : RENAMED);
  }

  taken(): void {
    if (!this.#dirty || this.#listing || this.#draining) return;
    this.#listing = true;
    asynchronous(this.#compare()).finally(() => {
      this.#listing = false;
      this.taken();
    });
  }

  *#list(path: string): Program<void> {
    const looked = yield* this.#source.look(path, true);
    if (typeof looked === "number") this.#key = looked;
    else this.#names = new FolderNames(looked.entries);
  }

  /** Lists a directory again, and tells which names have changed, unless it was listed once more meanwhile. */
  *#compare(): Program<void> {
    this.#dirty = false;
    const turn = ++this.#turn;
    const looked = yield* this.#source.again!(this.#key);
    if (this.#key < 0 || turn !== this.#turn || typeof looked === "number") return;
    for (const name of this.#names!.compare(looked.entries)) this.#tell(name, RENAMED);
  }

  /** Tells now, on this thread, what has happened so far. */
  drain(): void {
    this.#draining = true;
    this.#source.drain();
    if (this.#dirty || this.#listing) synchronous(this.#compare());
    this.#draining = false;
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

import { asynchronous } from "../call/asynchronous.ts";
import { inLine } from "../call/line.ts";
import { type Program, Wait } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { removedAtEnd } from "../fs/last_things.ts";
import { FileHandle } from "../handle/file_handle.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";
import { type AtomicOptions, type AtomicPlan, atomicPlan } from "./atomic_options.ts";
import { begun, directorySynced, finished, lineOf, named } from "./atomic_programs.ts";
import { type Target, targetOf } from "./atomic_target.ts";
import type { NewFile } from "./new_file.ts";

/** A temporary file, until it has taken its name or is gone. */
class Ending {
  readonly #forget: () => void;
  #over = false;

  constructor(readonly made: NewFile) {
    this.#forget = removedAtEnd(made.temporary);
  }

  /** Whether nobody has ended it before. */
  end(): boolean {
    const first = !this.#over;
    this.#over = true;
    this.#forget();
    return first;
  }

  *abort(): Program<void> {
    if (this.end() && this.made.temporary !== undefined) yield* names.unlink(names.HERE, this.made.temporary);
  }
}

/** Temporary files whose handles were collected. */
const registry = new FinalizationRegistry<Ending>((ending) => synchronous(ending.abort()));

/**
 * A file that will replace another: made by `atomicFile`. It is a `FileHandle` on the temporary file; `commit()` gives it
 * its name, and everything else that ends it (`abort()`, `close()`, `using`, being collected, the end of the process)
 * removes it.
 */
export class AtomicFile extends FileHandle {
  readonly #made: NewFile;
  readonly #target: Target;
  readonly #plan: AtomicPlan;
  readonly #ending: Ending;

  /**
   * Takes over a temporary file.
   * @internal
   */
  constructor(made: NewFile, target: Target, plan: AtomicPlan) {
    super(made.file, target.name, { flags: os.O.RDWR, mode: 0, reads: true, writes: true, appends: false });
    this.#made = made;
    this.#target = target;
    this.#plan = plan;
    this.#ending = new Ending(made);
    registry.register(this, this.#ending, this);
  }

  /**
   * Gives the file its name, as `atomicWrite` does, and closes it; the writes that were called before come first. Await
   * those: one that has failed is not seen here. When this fails, the old file is untouched and the temporary one gone.
   *
   * @throws {Deno.errors.BadResource} It was committed, aborted or closed before.
   * @throws What `atomicWrite` throws.
   */
  commit(): Promise<void> {
    return this.committed((program) => inLine(lineOf(this.#target), program));
  }

  /** The synchronous {@link AtomicFile.commit}. */
  commitSync(): void {
    const { temporary } = this.#made;
    try {
      this.now((file) => finished(file, this.#target, this.#plan));
      if (temporary !== undefined) super.closeSync();
      synchronous(named(this.#made, this.#target, this.#plan));
      if (temporary === undefined) super.closeSync();
    } catch (error) {
      this.closeSync();
      throw error;
    }
    this.#end();
    synchronous(directorySynced(this.#target, this.#plan));
  }

  /** Removes the temporary file and closes it; after `commit()` it does nothing. */
  abort(): Promise<void> {
    return this.close();
  }

  /** The synchronous {@link AtomicFile.abort}. */
  abortSync(): void {
    this.closeSync();
  }

  /** {@link AtomicFile.abort} */
  override async close(): Promise<void> {
    await asynchronous(this.#ending.abort());
    await super.close();
  }

  /** {@link AtomicFile.abortSync} */
  override closeSync(): void {
    synchronous(this.#ending.abort());
    super.closeSync();
  }

  /**
   * Commits, with the naming as `around` has it.
   * @internal
   */
  protected async committed(around: (program: () => Program<void>) => Program<unknown>): Promise<void> {
    const { temporary } = this.#made;
    try {
      await this.inTurn((file) => finished(file, this.#target, this.#plan));
      if (temporary !== undefined) await super.close();
      await asynchronous(around(() => named(this.#made, this.#target, this.#plan)));
      if (temporary === undefined) await super.close();
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#end();
    await asynchronous(directorySynced(this.#target, this.#plan));
  }

  #end(): void {
    this.#ending.end();
    registry.unregister(this);
  }
}

function* opened(target: Target, plan: AtomicPlan): Program<AtomicFile> {
  return new AtomicFile(yield* begun(target, plan), target, plan);
}

function* openedAt(path: string | URL, options: AtomicOptions): Program<AtomicFile> {
  const plan = atomicPlan(options);
  return yield* opened(yield* targetOf(path, plan), plan);
}

/**
 * Opens a temporary file that will replace the one at `path`: to write what does not fit in memory, or to seek in it.
 * `commit()` replaces; disposed without it, nothing has happened. What is promised of the states in between stands with
 * `atomicWrite`.
 *
 * @example
 * ```ts
 * import { atomicFile, readTextFile } from "@reseau/files";
 * const path = await Deno.makeTempFile();
 * {
 *   await using file = await atomicFile(path, { fsync: true });
 *   await file.writeAll("first line\n");
 *   await file.writeAll("second line\n");
 *   await file.commit();
 * }
 * console.log((await readTextFile(path)).split("\n").length); // 3
 * await Deno.remove(path);
 * ```
 *
 * @throws What `atomicWrite` throws before it writes.
 */
export function atomicFile(path: string | URL, options: AtomicOptions = {}): Promise<AtomicFile> {
  return asynchronous(openedAt(path, options), options.signal);
}

/** The synchronous {@link atomicFile}. */
export function atomicFileSync(path: string | URL, options: Omit<AtomicOptions, "signal"> = {}): AtomicFile {
  return synchronous(openedAt(path, options));
}

/** Replaces a file by what a stream brings; it is its path's turn meanwhile. */
export function* streamReplaced(
  path: string | URL,
  stream: ReadableStream<Uint8Array | string>,
  options: AtomicOptions,
): Program<void> {
  const plan = atomicPlan(options);
  const target = yield* targetOf(path, plan);
  let failure: { readonly error: unknown } | undefined;
  const begin = (done: (result: number) => void) => {
    filled(target, plan, stream, options.signal).catch((error) => failure = { error }).then(() => done(0));
    return () => true;
  };
  yield* inLine(lineOf(target), function* () {
    yield new Wait({ begin, here: () => 0 });
  });
  if (failure !== undefined) throw failure.error;
}

async function filled(
  target: Target,
  plan: AtomicPlan,
  stream: ReadableStream<Uint8Array | string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  await using file = await asynchronous(opened(target, plan), signal);
  // pipeTo also ends the wait for a chunk that never comes.
  await stream.pipeTo(new WritableStream({ write: (chunk) => file.writeAll(chunk, { signal }) }), { signal });
  await file["committed"]((program) => program());
}

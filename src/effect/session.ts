/** One run of a program: its handles, and how each effect is answered. */
import type { CallOptions } from "../call/call_options.ts";
import { check, type HandleEffect, isOnHandle } from "./check.ts";
import { Failure } from "./failure.ts";
import type { FileHandleId } from "./file_handle_id.ts";
import type { FileSystemEffect } from "./file_system_effect.ts";
import { FsClose, type FsOpen } from "./handle_effects.ts";
import type { Answer, Handler } from "./handler.ts";
import { onPath } from "./on_path.ts";
import { openFile } from "./open_file.ts";
import type { OpenedFile } from "./opened_file.ts";
import { errorOf, seen } from "./translation.ts";

/** What performs the effects of one program. */
export class Session {
  readonly #handler: Handler;
  /** By number, in the order in which they were opened. */
  readonly #files = new Map<number, OpenedFile>();
  #last = 0;
  /** With the signal, until it has aborted: what the program does then to clean up is done. */
  #options: CallOptions;
  #discards = false;

  constructor(handler: Handler, signal: AbortSignal | undefined) {
    this.#handler = handler;
    this.#options = signal === undefined ? {} : { signal };
  }

  /** From now on nothing is aborted, and nothing more is stored at close. */
  aborted(): void {
    this.#options = {};
    this.#discards = true;
  }

  /** Has an effect done, and answers its result; what fails is a `FileSystemError`. */
  perform(effect: FileSystemEffect): Answer<unknown> {
    check(effect);
    const path = isOnHandle(effect) ? this.#files.get(effect.handle)?.path : effect.path;
    if (path === undefined || this.#handler.around === undefined) return this.#perform(effect, path ?? "");
    return this.#around(effect, path);
  }

  /** Closes what is open, the last first, and goes on when that fails: the first failure is thrown. */
  async end(discard: boolean): Promise<void> {
    let failure: { readonly error: unknown } | undefined;
    for (const number of [...this.#files.keys()].reverse()) {
      const handle = number as FileHandleId;
      if (!discard && this.#options.signal?.aborted) failure ??= { error: this.#options.signal.reason };
      const discarded = discard || failure !== undefined;
      try {
        await this.perform(FsClose(discarded ? { handle, discard: true } : { handle }));
      } catch (error) {
        failure ??= { error };
      }
    }
    if (failure !== undefined) throw failure.error;
  }

  #around(effect: FileSystemEffect, path: string): Answer<unknown> {
    const failed = (error: unknown) => seen(error, effect.effect, path);
    try {
      const answer = this.#handler.around!(effect, path, () => this.#perform(effect, path));
      return answer instanceof Promise ? answer.catch((error) => Promise.reject(failed(error))) : answer;
    } catch (error) {
      throw failed(error);
    }
  }

  #perform(effect: FileSystemEffect, path: string): Answer<unknown> {
    if (effect.effect === "FsWrite") this.#requireKind(effect);
    const { signal } = this.#options;
    const failed = (error: unknown) =>
      signal?.aborted && error === signal.reason ? error : errorOf(error, effect.effect, path);
    try {
      const answer = this.#answer(effect);
      return answer instanceof Promise ? answer.catch((error) => Promise.reject(failed(error))) : answer;
    } catch (error) {
      throw failed(error);
    }
  }

  #answer(effect: FileSystemEffect): Answer<unknown> {
    if (isOnHandle(effect)) return this.#onHandle(effect);
    if (effect.effect === "FsOpen") return this.#open(effect);
    if (effect.path === "") throw new Failure("ENOENT");
    return onPath(this.#handler, effect, this.#options);
  }

  async #open(effect: FsOpen): Promise<FileHandleId> {
    if (effect.path === "") throw new Failure("ENOENT");
    const file = await openFile(this.#handler, effect, this.#options);
    this.#files.set(++this.#last, file);
    return this.#last as FileHandleId;
  }

  #onHandle(effect: HandleEffect): Answer<unknown> {
    if (effect.effect === "FsClose") return this.#close(effect);
    const file = this.#files.get(effect.handle);
    if (file === undefined) throw new Failure("EBADF");
    switch (effect.effect) {
      case "FsRead":
        file.requireReading();
        return file.read(effect.size ?? Infinity, this.#options);
      case "FsReadAll":
        file.requireReading();
        return file.read(Infinity, this.#options);
      case "FsWrite":
        file.requireWriting();
        return file.write(effect.data, this.#options);
      case "FsFlush":
        return file.flush(this.#options);
      case "FsSeek":
        return file.seek(effect.offset, effect.whence ?? 0, this.#options);
      case "FsGetPosition":
        return file.getPosition();
    }
  }

  #close({ handle, discard = false }: FsClose): Answer<void> {
    const file = this.#files.get(handle);
    if (file === undefined) {
      if (handle > 0 && handle <= this.#last) return;
      throw new Failure("EBADF");
    }
    this.#files.delete(handle);
    return discard || this.#discards ? file.discard() : file.close(this.#options);
  }

  #requireKind({ handle, data }: Extract<FileSystemEffect, { effect: "FsWrite" }>): void {
    const file = this.#files.get(handle);
    if (file === undefined || file.binary === (typeof data !== "string")) return;
    const kind = file.binary ? "bytes, not a string" : "a string, not bytes";
    throw new TypeError(`FsWrite: '${file.path}' takes ${kind}, as it was opened`);
  }
}

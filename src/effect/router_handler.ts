import type { CallOptions } from "../call/call_options.ts";
import { Failure } from "./failure.ts";
import type { FileStat, ListEntry } from "./file_stat.ts";
import type { FileSystemEffect } from "./file_system_effect.ts";
import type { Answer, Capabilities, Handler, OpenFile, OpenFileOptions } from "./handler.ts";
import type { OpenHow } from "./open_how.ts";
import { type Located, streamCopy } from "./stream_copy.ts";
import { pathIn } from "./wrapped_handler.ts";

/**
 * Several storages, told apart by the schemes of paths: `mem://a/b` is `a/b` of the handler named `mem`, `file:///a` the
 * file `/a` of `file`, which paths without a scheme belong to as well. What is behind `scheme://` is taken as it is, but of
 * `file:` decoded. `FsCopy` from one to another streams, a piece at a time; `FsRename` there is `EXDEV`.
 *
 * @example
 * ```ts
 * import { FsCopy, FsStat, LocalHandler, MemoryHandler, RouterHandler, run } from "@reseau/files/effect";
 * const router = new RouterHandler({ file: new LocalHandler(), mem: new MemoryHandler() });
 * const size = await run(function* () {
 *   yield* FsCopy({ path: "deno.json", to: "mem:///copy.json" });
 *   return (yield* FsStat({ path: "mem:///copy.json" })).size;
 * }, router);
 * console.log(size === (await Deno.stat("deno.json")).size); // true
 * ```
 */
export class RouterHandler implements Handler {
  readonly #handlers: ReadonlyMap<string, Handler>;

  /** By scheme, without its colon. */
  constructor(handlers: Readonly<Record<string, Handler>>) {
    this.#handlers = new Map(Object.entries(handlers).map(([scheme, handler]) => [scheme.toLowerCase(), handler]));
  }

  /** See {@link Handler}. */
  capabilities(path?: string): Capabilities {
    if (path !== undefined) {
      const to = this.#locate(path);
      return to.handler.capabilities(to.path);
    }
    const all = [...this.#handlers.values()].map((handler) => handler.capabilities());
    const every = (name: keyof Capabilities) => all.every((can) => can[name]);
    return {
      write: every("write"),
      seek: every("seek"),
      append: every("append"),
      partialWrite: every("partialWrite"),
      exclusive: every("exclusive"),
      conditionalWrite: every("conditionalWrite"),
      list: every("list"),
      rename: every("rename"),
      atomicRename: every("atomicRename"),
      directories: every("directories"),
      commitsAtClose: all.some((can) => can.commitsAtClose),
    };
  }

  /** See {@link Handler}. */
  open(path: string, how: OpenHow, options: OpenFileOptions): Answer<OpenFile> {
    const to = this.#locate(path);
    return to.handler.open(to.path, how, options);
  }

  /** See {@link Handler}. */
  stat(path: string, options: CallOptions): Answer<FileStat> {
    const to = this.#locate(path);
    return to.handler.stat(to.path, options);
  }

  /** See {@link Handler}. */
  list(path: string, options: CallOptions): Answer<ListEntry[]> {
    const to = this.#locate(path);
    return to.handler.list(to.path, options);
  }

  /** See {@link Handler}. */
  remove(path: string, recursive: boolean, options: CallOptions): Answer<void> {
    const to = this.#locate(path);
    return to.handler.remove(to.path, recursive, options);
  }

  /** See {@link Handler}. */
  rename(from: string, to: string, options: CallOptions): Answer<void> {
    const [source, target] = [this.#locate(from), this.#locate(to)];
    if (source.handler !== target.handler) throw new Failure("EXDEV", { detail: "it is another storage" });
    return source.handler.rename(source.path, target.path, options);
  }

  /** See {@link Handler}. */
  mkdir(path: string, recursive: boolean, options: CallOptions): Answer<void> {
    const to = this.#locate(path);
    return to.handler.mkdir(to.path, recursive, options);
  }

  /** See {@link Handler}. */
  copy(from: string, to: string, options: CallOptions): Answer<void> {
    const [source, target] = [this.#locate(from), this.#locate(to)];
    if (source.handler !== target.handler) return streamCopy(source, target, options);
    return source.handler.copy(source.path, target.path, options);
  }

  /** Passed on to the handler that the path leads to. */
  around(effect: FileSystemEffect, path: string, perform: () => Answer<unknown>): Answer<unknown> {
    const to = this.#find(path);
    return to?.handler.around === undefined ? perform() : to.handler.around(effect, to.path, perform);
  }

  #locate(path: string): Located {
    const found = this.#find(path);
    if (found === undefined) throw new Failure("ENOTSUP", { detail: "no handler has this scheme" });
    return found;
  }

  #find(path: string): Located | undefined {
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(path)?.[1]?.toLowerCase();
    const handler = this.#handlers.get(scheme ?? "file");
    if (handler === undefined) return undefined;
    return { handler, path: scheme === undefined ? path : decoded(handler, path) };
  }
}

function decoded(handler: Handler, url: string): string {
  try {
    return pathIn(handler, url);
  } catch (cause) {
    throw new Failure("EINVAL", { detail: "it is no such URL", cause });
  }
}

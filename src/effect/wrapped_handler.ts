import type { CallOptions } from "../call/call_options.ts";
import type { FileStat, ListEntry } from "./file_stat.ts";
import type { FileSystemEffect } from "./file_system_effect.ts";
import type { Answer, Capabilities, Handler, OpenFile, OpenFileOptions } from "./handler.ts";
import type { OpenHow } from "./open_how.ts";

/** A handler that has another one do everything: for those that change a part of that. */
export abstract class WrappedHandler implements Handler {
  /** The handler that does it. */
  protected readonly inner: Handler;

  /** Around `inner`. */
  constructor(inner: Handler) {
    this.inner = inner;
  }

  /** See {@link Handler}. */
  capabilities(path?: string): Capabilities {
    return this.inner.capabilities(path);
  }

  /** See {@link Handler}. */
  open(path: string, how: OpenHow, options: OpenFileOptions): Answer<OpenFile> {
    return this.inner.open(path, how, options);
  }

  /** See {@link Handler}. */
  stat(path: string, options: CallOptions): Answer<FileStat> {
    return this.inner.stat(path, options);
  }

  /** See {@link Handler}. */
  list(path: string, options: CallOptions): Answer<ListEntry[]> {
    return this.inner.list(path, options);
  }

  /** See {@link Handler}. */
  remove(path: string, recursive: boolean, options: CallOptions): Answer<void> {
    return this.inner.remove(path, recursive, options);
  }

  /** See {@link Handler}. */
  rename(from: string, to: string, options: CallOptions): Answer<void> {
    return this.inner.rename(from, to, options);
  }

  /** See {@link Handler}. */
  mkdir(path: string, recursive: boolean, options: CallOptions): Answer<void> {
    return this.inner.mkdir(path, recursive, options);
  }

  /** See {@link Handler}. */
  copy(from: string, to: string, options: CallOptions): Answer<void> {
    return this.inner.copy(from, to, options);
  }

  /** See {@link Handler}. */
  pathOf(url: string): string {
    return pathIn(this.inner, url);
  }

  /** See {@link Handler}. */
  around(effect: FileSystemEffect, path: string, perform: () => Answer<unknown>): Answer<unknown> {
    return this.inner.around === undefined ? perform() : this.inner.around(effect, path, perform);
  }
}

/** What a handler calls what is at a URL. */
export function pathIn(handler: Handler, url: string): string {
  return handler.pathOf === undefined ? url.slice(url.indexOf("://") + 3) : handler.pathOf(url);
}

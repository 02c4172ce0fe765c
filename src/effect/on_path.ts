import type { CallOptions } from "../call/call_options.ts";
import type { PathEffect } from "./check.ts";
import { Failure } from "./failure.ts";
import type { ListEntry } from "./file_stat.ts";
import type { FsOpen } from "./handle_effects.ts";
import type { Answer, Capabilities, Handler } from "./handler.ts";
import { failureFrom } from "./translation.ts";

/** Has a handler do what an effect on a path asks for, unless it cannot. */
export function onPath(handler: Handler, effect: Exclude<PathEffect, FsOpen>, options: CallOptions): Answer<unknown> {
  const { path } = effect;
  switch (effect.effect) {
    case "FsExists":
      return exists(handler, path, options);
    case "FsStat":
      return stat(handler, path, options);
    case "FsList":
      if (!handler.capabilities(path).list) throw new Failure("ENOTSUP", { detail: "listing" });
      return list(handler, path, options);
  }
  const can = handler.capabilities(path);
  const changed = effect.effect === "FsCopy" ? handler.capabilities(effect.to) : can;
  if (!changed.write) throw new Failure("EROFS");
  switch (effect.effect) {
    case "FsRemove":
      return handler.remove(path, effect.recursive ?? false, options);
    case "FsRename":
      requireRename(can, handler.capabilities(effect.to));
      return handler.rename(path, effect.to, options);
    case "FsMkdir":
      return handler.mkdir(path, effect.recursive ?? false, options);
    case "FsCopy":
      return handler.copy(path, effect.to, options);
  }
}

async function exists(handler: Handler, path: string, options: CallOptions): Promise<boolean> {
  try {
    await handler.stat(path, options);
    return true;
  } catch (error) {
    const { code } = failureFrom(error);
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    throw error;
  }
}

async function stat(handler: Handler, path: string, options: CallOptions): Promise<unknown> {
  return { ...await handler.stat(path, options), path };
}

async function list(handler: Handler, path: string, options: CallOptions): Promise<ListEntry[]> {
  const entries = await handler.list(path, options);
  return entries.toSorted((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

function requireRename(...all: Capabilities[]): void {
  if (!all.every(({ write }) => write)) throw new Failure("EROFS");
  if (!all.every(({ rename }) => rename)) throw new Failure("ENOTSUP", { detail: "renaming" });
}

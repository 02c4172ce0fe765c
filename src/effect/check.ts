/** Whether what a program yielded is an effect: misuse is a `TypeError` or `RangeError`, before any handler is asked. */
import type { FileSystemEffect } from "./file_system_effect.ts";
import { openHow } from "./open_how.ts";

const ON_HANDLES: ReadonlySet<string> = new Set([
  "FsRead",
  "FsReadAll",
  "FsWrite",
  "FsFlush",
  "FsSeek",
  "FsGetPosition",
  "FsClose",
]);
const ON_PATHS: ReadonlySet<string> = new Set([
  "FsOpen",
  "FsExists",
  "FsStat",
  "FsList",
  "FsRemove",
  "FsRename",
  "FsMkdir",
  "FsCopy",
]);

/** Effects on open files. */
export type HandleEffect = Extract<FileSystemEffect, { handle: unknown }>;
/** Effects on paths. */
export type PathEffect = Extract<FileSystemEffect, { path: unknown }>;

/** Whether an effect is on an open file, rather than on a path. */
export function isOnHandle(effect: FileSystemEffect): effect is HandleEffect {
  return ON_HANDLES.has(effect.effect);
}

/** Refuses what is no effect. */
export function check(value: FileSystemEffect): void {
  const { effect } = Object(value) as FileSystemEffect;
  if (ON_HANDLES.has(effect)) checkHandle(value as HandleEffect);
  else if (ON_PATHS.has(effect)) checkPaths(value as PathEffect);
  else throw new TypeError(`a program may yield effects only: ${String(value)}`);
}

function checkHandle(effect: HandleEffect): void {
  if (typeof effect.handle !== "number") throw new TypeError(`${effect.effect}: handle must be what FsOpen gave`);
  switch (effect.effect) {
    case "FsRead":
      if (effect.size !== undefined && !(Number.isSafeInteger(effect.size) && effect.size >= 0)) {
        throw new RangeError(`FsRead: size must be a whole number, 0 or more: ${effect.size}`);
      }
      return;
    case "FsWrite":
      if (typeof effect.data !== "string" && !(effect.data instanceof Uint8Array)) {
        throw new TypeError("FsWrite: data must be a string or a Uint8Array");
      }
      return;
    case "FsSeek":
      if (!Number.isSafeInteger(effect.offset)) {
        throw new RangeError(`FsSeek: offset must be a whole number: ${effect.offset}`);
      }
      if (effect.whence !== undefined && ![0, 1, 2].includes(effect.whence)) {
        throw new TypeError(`FsSeek: whence must be one of SeekFrom: ${effect.whence}`);
      }
  }
}

function checkPaths(effect: PathEffect): void {
  checkPath(effect, effect.path);
  if (effect.effect === "FsOpen") openHow(effect.mode);
  if (effect.effect === "FsRename" || effect.effect === "FsCopy") checkPath(effect, effect.to);
}

function checkPath({ effect }: FileSystemEffect, path: unknown): void {
  if (typeof path !== "string") throw new TypeError(`${effect}: a path must be a string`);
  if (path.includes("\0")) throw new TypeError(`${effect}: a path must not hold a NUL: ${JSON.stringify(path)}`);
}

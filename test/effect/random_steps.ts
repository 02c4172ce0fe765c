/** Random programs, as steps that can be left out one by one. */
import {
  type Capabilities,
  type Content,
  type FileHandleId,
  type FileSystemEffect,
  FileSystemError,
  type FileSystemProgram,
  FsClose,
  FsCopy,
  FsExists,
  FsFlush,
  FsGetPosition,
  FsList,
  FsMkdir,
  FsOpen,
  type FsOpenMode,
  FsRead,
  FsReadAll,
  FsRemove,
  FsRename,
  FsSeek,
  FsStat,
  FsWrite,
  SeekFrom,
} from "../../src/effect/effect.ts";

/** One effect, on paths or on one of some handles. */
export interface Step {
  readonly name: FileSystemEffect["effect"];
  readonly path: string;
  readonly to: string;
  readonly slot: number;
  readonly mode: FsOpenMode;
  readonly binary: boolean;
  readonly number: number;
  readonly whence: SeekFrom;
  readonly flag: boolean;
}

const SLOTS = 3;
/** Where directories need not exist, or do by themselves, names are in none. */
const FLAT = ["a", "b", "c", "ü 1"];
const DEEP = ["a", "b", "ü", "d/a", "d/b", "d", "d/e", "d/e/f", "e", "d/", "./a", "d/../b", "a/x", "d/./e/", "d//a"];
const TEXTS = ["", "x", "text", "grüße", "中文 😀", "line\nline\n", "0123456789".repeat(7)];

/** Ways of a path that only directories that exist can be asked about. */
const WAYS = /\.\/|\/\/|\/$/;

/** Steps for handlers that can do these; `simple` has no dots in paths, nor slashes that are not needed. */
export function randomSteps(next: () => number, length: number, can: Capabilities, simple = false): Step[] {
  const pick = <T>(all: readonly T[]) => all[Math.floor(next() * all.length)]!;
  const paths = can.directories ? DEEP.filter((path) => !simple || !WAYS.test(path)) : FLAT;
  const modes: FsOpenMode[] = ["r", "r", "w"];
  if (can.exclusive) modes.push("x");
  if (can.append) modes.push("a");
  if (can.partialWrite) modes.push("r+", "w+");
  if (can.partialWrite && can.append) modes.push("a+");
  const effects: FileSystemEffect["effect"][] = ["FsOpen", "FsOpen", "FsOpen", "FsRead", "FsReadAll", "FsWrite"];
  effects.push("FsWrite", "FsWrite", "FsFlush", "FsGetPosition", "FsClose", "FsClose", "FsExists", "FsStat");
  effects.push("FsRemove", "FsCopy");
  if (can.seek) effects.push("FsSeek", "FsSeek");
  if (can.rename) effects.push("FsRename");
  if (can.directories) effects.push("FsMkdir", "FsMkdir");
  if (can.directories && can.list) effects.push("FsList");
  return Array.from({ length }, () => ({
    name: pick(effects),
    path: pick(paths),
    to: pick(paths),
    slot: Math.floor(next() * SLOTS),
    mode: pick(modes),
    binary: next() < 0.5,
    number: Math.floor(next() * 40) - 3,
    whence: pick(Object.values(SeekFrom)),
    flag: next() < 0.3,
  }));
}

/** A program that does the steps, below `base`, and returns what came of each. */
export function* programOf(steps: readonly Step[], base: string): FileSystemProgram<unknown[]> {
  const slots: { id: FileHandleId; binary: boolean }[] = [];
  const outcomes: unknown[] = [];
  for (const step of steps) {
    const effect = effectOf(step, base, slots[step.slot]);
    if (effect === undefined) continue; // the handle was never opened
    try {
      const result = yield effect;
      if (step.name === "FsOpen") slots[step.slot] = { id: result as FileHandleId, binary: step.binary };
      outcomes.push([step.name, comparable(result)]);
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      outcomes.push([step.name, error.name, error.code, error.path.slice(base.length)]);
    }
  }
  return outcomes;
}

function effectOf(
  { name, path, to, mode, binary, number, whence, flag }: Step,
  base: string,
  slot: { id: FileHandleId<Content>; binary: boolean } | undefined,
): FileSystemEffect | undefined {
  const here = base + path;
  switch (name) {
    case "FsOpen":
      return FsOpen({ path: here, mode, binary });
    case "FsExists":
      return FsExists({ path: here });
    case "FsStat":
      return FsStat({ path: here });
    case "FsList":
      return FsList({ path: here });
    case "FsRemove":
      return FsRemove({ path: here, recursive: flag });
    case "FsMkdir":
      return FsMkdir({ path: here, recursive: flag });
    case "FsRename":
      return FsRename({ path: here, to: base + to });
    case "FsCopy":
      return FsCopy({ path: here, to: base + to });
  }
  if (slot === undefined) return undefined;
  const handle = slot.id;
  switch (name) {
    case "FsRead":
      return FsRead({ handle, size: Math.max(0, number) });
    case "FsReadAll":
      return FsReadAll({ handle });
    case "FsWrite": {
      const text = TEXTS[(number + 3) % TEXTS.length]!;
      return FsWrite({ handle, data: slot.binary ? new TextEncoder().encode(text) : text } as never);
    }
    case "FsFlush":
      return FsFlush({ handle });
    case "FsGetPosition":
      return FsGetPosition({ handle });
    case "FsSeek":
      return FsSeek({ handle, offset: flag ? 0 : number, whence });
    case "FsClose":
      return FsClose({ handle });
  }
}

/** What must be the same everywhere: not times, nor what a storage says besides. */
function comparable(result: unknown): unknown {
  if (result instanceof Uint8Array) return [...result];
  if (typeof result !== "object" || result === null || !("backendExtra" in result)) return result;
  const { size, isDir, isFile } = result as unknown as Record<string, unknown>;
  return { size, isDir, isFile };
}

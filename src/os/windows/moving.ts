/** Moving names and giving files others, with POSIX's meaning, below directories' handles. */
import { FILE_RENAME_INFO as RENAME } from "../../../ffi/windows/structs.ts";
import { errorName, errorNumber } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import { writeWide } from "../../call/scratch.ts";
import { isOld, outcome, setting } from "./disposal.ts";
import { c, kernel32 } from "./kernel32.ts";
import { patiently } from "./patience.ts";
import { HERE, placeOf } from "./place.ts";
import { relativeName } from "./relative.ts";
import { opened, remove } from "./removal.ts";
import { usual } from "./usual.ts";

const [EISDIR, ENOTDIR] = ["EISDIR", "ENOTDIR"].map((name) => -errorNumber(name)) as [number, number];
/** `FILE_INFORMATION_CLASS`, `ntifs.h`; the last one from Windows 10 1709 on. */
const FileLinkInformation = 11;
const FileRenameInformationEx = 65;

/** A path, and the directory that it starts from. */
export interface From {
  readonly at: number;
  readonly path: string;
}

/**
 * Moves a name; what was at the new one is replaced at once, or keeps it. `through`: the move is on the disk when this
 * returns.
 */
export function* move(from: From, to: From, replaces: boolean, through = false): Program<number> {
  const moved = function* (): Program<number> {
    const result = yield* opened<never>(from.at, from.path, c.DELETE, function* (fd, directory) {
      // Windows would put a directory in a file's place.
      if (directory && replaces && (yield* kindOf(to)) === FILE) return ENOTDIR;
      const first = yield* renamed(fd, to, replaces);
      // Of what a directory stands at, it only says that it is in the way.
      if (first >= 0 || !replaces || errorName(first) !== "EACCES" || (yield* kindOf(to)) !== DIRECTORY) return first;
      if (!directory) return EISDIR;
      const gone = yield* remove(to.at, to.path, true);
      return gone < 0 ? gone : yield* renamed(fd, to, replaces);
    }, through);
    return isOld(result) ? yield* movedByPath(from, to, replaces, through) : result;
  };
  return yield* patiently(moved);
}

/** As Windows did it before it knew POSIX's ways. */
function* movedByPath(from: From, to: From, replaces: boolean, through: boolean): Program<number> {
  const [source, target] = [placeOf(from.at, from.path), placeOf(to.at, to.path)];
  if (typeof source === "number") return usual(source);
  if (typeof target === "number") return usual(target);
  const how = (replaces ? c.MOVEFILE_REPLACE_EXISTING : 0) | (through ? c.MOVEFILE_WRITE_THROUGH : 0);
  return usual(Math.min(0, yield kernel32.MoveFileExW(source, target, how)));
}

/** Gives an open file another name. */
export function* linked(fd: number, to: From): Program<number> {
  const info = naming(to, 0);
  return typeof info === "number" ? info : outcome(yield setting(fd, info, FileLinkInformation));
}

const FILE = 0;
const DIRECTORY = 1;

/** Whether a path names a directory, or something else; minus the error number when that cannot be told. */
function kindOf({ at, path }: From): Program<number> {
  // deno-lint-ignore require-yield -- opening has told
  return opened<never>(at, path, 0, function* (_, directory): Program<number> {
    return directory ? DIRECTORY : FILE;
  });
}

function* renamed(fd: number, to: From, replaces: boolean): Program<number> {
  const flags = c.FILE_RENAME_FLAG_POSIX_SEMANTICS | (replaces ? c.FILE_RENAME_FLAG_REPLACE_IF_EXISTS : 0);
  const info = naming(to, flags);
  return typeof info === "number" ? info : outcome(yield setting(fd, info, FileRenameInformationEx));
}

/** A new name, as NT has it: below a handle, or whole. `FILE_LINK_INFORMATION` is laid out like `FILE_RENAME_INFO`. */
function naming({ at, path }: From, flags: number): Uint8Array<ArrayBuffer> | number {
  let name = at === HERE ? undefined : relativeName(path);
  const root = name === undefined ? 0 : at;
  if (name === undefined) {
    const place = placeOf(at, path);
    if (typeof place === "number") return place;
    name = place.replace(/^\\\\\?\\/, "\\??\\");
  }
  const info = new Uint8Array(RENAME.FileName.offset + 2 * name.length + 2);
  const view = new DataView(info.buffer);
  RENAME.Flags.set(view, 0, flags);
  RENAME.RootDirectory.set(view, 0, BigInt(root));
  RENAME.FileNameLength.set(view, 0, 2 * name.length);
  writeWide(name, info.subarray(RENAME.FileName.offset));
  return info;
}

/** Opening files below a directory's handle, as `open.ts` opens paths. */
import type { Program } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import { creation, O, writes } from "./flags.ts";
import { c, kernel32 } from "./kernel32.ts";
import { askAttributes, emptying, open, refusal } from "./open.ts";
import { remember } from "./open_files.ts";
import { HERE, placeOf } from "./place.ts";
import { createRelative, openRelative, relativeName } from "./relative.ts";

/** `CreateFileW`'s flags, and `NtCreateFile`'s options for them. */
const OPTIONS = [
  [c.FILE_FLAG_WRITE_THROUGH, c.FILE_WRITE_THROUGH],
  [c.FILE_FLAG_NO_BUFFERING, c.FILE_NO_INTERMEDIATE_BUFFERING],
  [c.FILE_FLAG_RANDOM_ACCESS, c.FILE_RANDOM_ACCESS],
  [c.FILE_FLAG_SEQUENTIAL_SCAN, c.FILE_SEQUENTIAL_ONLY],
  [c.FILE_FLAG_DELETE_ON_CLOSE, c.FILE_DELETE_ON_CLOSE],
  [c.FILE_FLAG_OPEN_REPARSE_POINT, c.FILE_OPEN_REPARSE_POINT],
] as const;
/** What below the flags says how a new file is to be. */
const ATTRIBUTES = 0xffff;

/** Opens a path, or what it names below an open directory. */
export function* openBelow(at: number, path: string, flags: number, mode: number): Program<Descriptor | number> {
  const name = at === HERE ? undefined : relativeName(path);
  if (name === undefined) {
    const place = at === HERE ? path : placeOf(at, path);
    return typeof place === "number" ? place : yield* open(place, flags, mode);
  }
  const fd = yield* openedBelow(at, name, flags, mode);
  if (fd < 0) return fd;
  let failure: number | undefined;
  try {
    failure = yield* settled(fd, flags);
  } finally {
    if (failure !== 0) yield kernel32.CloseHandle(fd);
  }
  if (failure < 0) return failure;
  remember(fd, { manner: "disk", appends: (flags & O.APPEND) !== 0, writes: writes(flags) });
  return { fd, manner: "disk" };
}

function openedBelow(at: number, name: string, flags: number, mode: number): Program<number> {
  const { access, disposition, attributes } = creation(flags, mode);
  let options = 0;
  for (const [flag, option] of OPTIONS) if ((attributes & flag) !== 0) options |= option;
  if (disposition === c.OPEN_EXISTING) return openRelative(at, name, access, options, true);
  return createRelative(
    at,
    name,
    access,
    {
      disposition: disposition === c.CREATE_NEW ? c.FILE_CREATE : c.FILE_OPEN_IF,
      attributes: attributes & ATTRIBUTES,
      options: options | c.FILE_NON_DIRECTORY_FILE,
    },
    true,
  );
}

/** Looks whether it is what was asked for, and empties it: 0, or minus an error number. */
function* settled(fd: number, flags: number): Program<number> {
  const ask = askAttributes(fd);
  const asked = yield ask;
  const failure = asked < 0 ? asked : refusal(ask, flags);
  if (failure < 0 || (flags & O.TRUNC) === 0) return failure;
  return Math.min(0, yield emptying(fd));
}

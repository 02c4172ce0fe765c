/** Removing trees on Windows: each name is opened below the directory's handle, and what is open is removed. */
import { errorName, errorNumber } from "../../call/errno.ts";
import { all, Chain, type Program, valueOf } from "../../call/program.ts";
import type { RawStat } from "../contract.ts";
import type { Removing } from "../removing_contract.ts";
import { disposing, isOld, outcome } from "./disposal.ts";
import { finalOf } from "./filesystem.ts";
import { keeping } from "../keeping.ts";
import { closing } from "./keeping.ts";
import { c, kernel32 } from "./kernel32.ts";
import { createFile } from "./open.ts";
import { patiently } from "./patience.ts";
import { remove } from "./removal.ts";
import { openRelative } from "./relative.ts";
import { fstat, statOf } from "./stat.ts";
import { usual } from "./usual.ts";

const ENOENT = -errorNumber("ENOENT");

/** Removes an entry that is no directory's: what surely is none goes in two trips. */
function* entryRemoved(at: number, name: string): Program<number> {
  const removed = function* (): Program<number> {
    const fd = yield* openRelative(at, name, c.DELETE, c.FILE_OPEN_REPARSE_POINT | c.FILE_NON_DIRECTORY_FILE);
    if (fd < 0) return fd;
    const chain = new Chain(disposing(fd), [kernel32.CloseHandle(fd)]);
    try {
      return outcome(yield chain);
    } finally {
      // Given up before it left, the chain has closed nothing.
      if (chain.results.length === 0) yield kernel32.CloseHandle(fd);
    }
  };
  const result = yield* patiently(removed);
  return result >= 0 || !(errorName(result) === "EISDIR" || isOld(result))
    ? usual(result)
    : yield* remove(at, name, false);
}

function* unlinkAll(fd: number, names: readonly string[]): Program<readonly number[]> {
  if (names.length === 1) return [yield* entryRemoved(fd, names[0]!)];
  return (yield* all(names.map((name) => entryRemoved(fd, name)))).map(valueOf);
}

/** Removing trees on Windows. */
export const windowsRemoving: Removing = {
  unlinkAll,
  *leave(fd, names, at, name) {
    const results = yield* closing(fd, unlinkAll(fd, names));
    return [...results, yield* remove(at, name, true)];
  },
  *suspend(fd) {
    return yield* closing(fd, identity(fd));
  },
  *resume(fd, suspended) {
    const found = yield* finalOf(fd);
    if (typeof found === "number") return usual(found);
    const access = c.FILE_LIST_DIRECTORY | c.FILE_READ_ATTRIBUTES;
    const flags = c.FILE_FLAG_BACKUP_SEMANTICS | c.FILE_FLAG_OPEN_REPARSE_POINT;
    const above = yield createFile(found[0].replace(/\\[^\\]+$/, ""), access, c.OPEN_EXISTING, flags);
    if (above < 0) return usual(above);
    if ((yield* keeping(above, identity(above))) === suspended) return above;
    yield kernel32.CloseHandle(above);
    return ENOENT;
  },
};

/** Which directory it is. */
function* identity(fd: number): Program<string> {
  const chain = fstat({ fd, manner: "disk" });
  yield chain;
  const { dev, inodeHigh, inodeLow, inodeUpper = 0n }: RawStat = statOf(chain);
  return `${dev} ${inodeUpper} ${inodeHigh} ${inodeLow}`;
}

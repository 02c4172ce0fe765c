/** How the memory for taking directories is laid out, and what is called there. */
import { STATX } from "../../../ffi/linux/structs.ts";
import { RECORD } from "../../call/machine_code.ts";
import { bindingsOf, type OwnBindings, type OwnRecords } from "../../call/own_records.ts";
import { dirents } from "./dirents.ts";
import { c, libc } from "./libc.ts";

/** Directories that are open at once. */
export const DIRECTORIES = 32;
/** Entries that are looked at in one trip. */
export const STATS = 1024;

/** Flags of `statx(2)`: whoever looks at every entry must not have them all mounted. */
const LINK = c.AT_SYMLINK_NOFOLLOW | c.AT_NO_AUTOMOUNT;
/** What is asked of it. */
const MASK = c.STATX_BASIC_STATS | c.STATX_BTIME;
/** How directories are opened. */
export const OPEN: number = c.O_DIRECTORY | c.O_CLOEXEC | c.O_RDONLY;

/** Bytes: two calls, of which the second mostly tells that nothing is left. Only pages that are filled are real. */
export const FILLS = [56 << 10, 8 << 10] as const;
const WINDOW = FILLS[0] + FILLS[1];
/** Records: three that open and read a directory, */
export const OPENING = 3;
/** behind those of all directories the ones that look at entries, */
export const STATING: number = OPENING * DIRECTORIES;
/** and right behind them those that close. */
export const CLOSING: number = STATING + STATS;
/** Where the rest stands, in bytes: paths, */
export const PATHS: number = (CLOSING + DIRECTORIES) * RECORD.size;
/** the position that `getdirentries64` writes, */
export const BASE: number = PATHS + (64 << 10);
/** what `statx` fills, */
export const OUTPUT: number = BASE + 64;
/** and what `getdents64` does. */
const WINDOWS = OUTPUT + STATS * STATX.size;
/** How many there are. */
export const END: number = WINDOWS + DIRECTORIES * WINDOW;

/** Where one of the calls reads the entries of a directory to. */
export function windowOf(i: number, k: number): number {
  return WINDOWS + i * WINDOW + k * FILLS[0];
}

/** What is called. */
export type TakingCalls = OwnBindings<"openat" | "getdents" | "statx" | "close">;

/** See {@link TakingCalls}. */
export function callsOf(): TakingCalls {
  return bindingsOf({
    openat: libc.openat(c.AT_FDCWD, "", OPEN, 0),
    getdents: dirents.fill(0, 0, false),
    statx: libc.statx(0, "", LINK, MASK, STATX),
    close: libc.close(0),
  });
}

/** Writes into all records what is the same each time. */
export function writeTemplates(records: OwnRecords, { openat, getdents, statx, close }: TakingCalls): void {
  for (let i = 0; i < DIRECTORIES; i++) {
    const record = OPENING * i;
    records.write(record, openat, [c.AT_FDCWD, 0, OPEN, 0]);
    for (const [k, bytes] of FILLS.entries()) {
      records.write(record + 1 + k, getdents, [0, 0, bytes, 0], 1 + k);
      records.point(record + 1 + k, 1, windowOf(i, k));
      records.point(record + 1 + k, 3, BASE); // to the others a fourth argument is nothing
    }
    records.write(CLOSING + i, close, [-1]);
  }
  for (let i = 0; i < STATS; i++) {
    records.write(STATING + i, statx, [0, 0, LINK, MASK, 0]);
    records.point(STATING + i, 4, OUTPUT + i * STATX.size);
  }
}

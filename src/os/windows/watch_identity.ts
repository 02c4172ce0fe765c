/** Which file a name in an open directory stands for: where changes do not say so, it is asked, and remembered. */
import { FILE_STANDARD_INFO as STANDARD } from "../../../ffi/windows/structs.ts";
import { perform, synchronous } from "../../call/synchronous.ts";
import type { Program } from "../../call/program.ts";
import { closing } from "./keeping.ts";
import { c, kernel32 } from "./kernel32.ts";
import { openAt } from "./relative.ts";
import { fstat, statOf } from "./stat.ts";
import { watchCalls } from "./watch_request.ts";
import { WIDE_UNITS } from "../../../ffi/windows/wide.ts";
import { finalName } from "./filesystem.ts";
import { wideAt } from "./wide_path.ts";
import { SPACE } from "../../call/scratch.ts";
import { nameOf } from "./watch_records.ts";

const DIRECTORY = 4;

/** A file. */
export interface Identity {
  /** 0 where it is not known. */
  readonly id: bigint;
  readonly isDirectory: boolean;
  /** In milliseconds since 1970. */
  readonly born: number;
}

/** Nothing is known: it has gone before anybody could ask. */
export const UNKNOWN: Identity = { id: 0n, isDirectory: false, born: 0 };

/** The id of 64 bits that stands in changes and in directories; 0 for one that needs more. */
export function idOf(stat: { inodeLow: number; inodeHigh: number; inodeUpper?: bigint }): bigint {
  if (stat.inodeUpper !== undefined && stat.inodeUpper !== 0n) return 0n;
  return (BigInt(stat.inodeHigh) << 32n) | BigInt(stat.inodeLow);
}

/** What stands under a name in an open directory now; undefined when that cannot be told. */
export function identityIn(directory: number, name: string): Identity | undefined {
  return synchronous(identified(directory, name));
}

function* identified(directory: number, name: string): Program<Identity | undefined> {
  const fd = yield* openAt(directory, name, c.FILE_READ_ATTRIBUTES, false);
  return fd < 0 ? undefined : yield* closing(fd, described(fd));
}

function* described(fd: number): Program<Identity> {
  const chain = fstat({ fd, manner: "disk" });
  yield chain;
  const stat = statOf(chain);
  return {
    id: idOf(stat),
    isDirectory: stat.mode >>> 12 === DIRECTORY,
    born: stat.birthtime * 1000 + stat.birthtimeRest / 1e6,
  };
}

/** Whether an open directory has been removed: another may have its id by now. */
export function isGone(directory: number): boolean {
  const ask = kernel32.GetFileInformationByHandleEx(directory, c.FileStandardInfo, STANDARD, STANDARD.size);
  if (perform(ask, 0) < 0) return true;
  return STANDARD.DeletePending.get(ask.view, ask.at) !== 0 || STANDARD.NumberOfLinks.get(ask.view, ask.at) === 0;
}

/** The long form of a name below an open directory that may be a short one; undefined when nobody can tell any more. */
export function longName(directory: number, path: string): string | undefined {
  const where = finalName(directory);
  const length = perform(where, 0);
  if (length < 0) return undefined;
  const short = `${wideAt(SPACE, where.at, length)}\\${path}`;
  const ask = watchCalls.GetLongPathNameW(short, { size: 2 * WIDE_UNITS }, WIDE_UNITS);
  const long = perform(ask, 0);
  return long <= 0 ? undefined : nameOf(wideAt(SPACE, ask.at, long));
}

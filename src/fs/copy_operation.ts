/** What a copy under way knows and counts. */
import type { Lane } from "../../ffi/c_types.ts";
import { all, type Program, valueOf } from "../call/program.ts";
import type { Manner, RawStat } from "../os/contract.ts";
import type { Finish, Place } from "../os/copying_contract.ts";
import { Ways } from "./copy_mover.ts";
import type { CopyPlan } from "./copy_options.ts";
import type { Account } from "./unfinished.ts";

/** A source and where it is copied to, with the paths that errors name. */
export interface Route {
  readonly from: Place;
  readonly to: Place;
  readonly fromPath: string;
  readonly toPath: string;
}

/** Who owns what is made in a directory. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** The inode of a file, as a key. */
export function identity({ dev, inodeHigh, inodeLow }: RawStat): string {
  return `${dev} ${inodeHigh} ${inodeLow}`;
}

/** A copy under way. */
export class CopyOperation {
  readonly ways: Ways = new Ways();
  /** Where files with several names were copied to, by {@link identity}. */
  readonly links: Map<string, Route> = new Map();
  #bytes = 0;
  #files = 0;
  #totalBytes = 0;
  #totalFiles = 0;

  /**
   * `manner` is that of the slower of the two filesystems. `root` is where the copy really is while it has another path
   * for everybody, `account` what is told when it fails, `durable` asks for each file to be on the disk before it counts
   * as copied.
   */
  constructor(
    readonly plan: CopyPlan,
    readonly manner: Manner,
    readonly root: { readonly shown: string; readonly real: string },
    readonly account: Account,
    readonly durable = false,
  ) {}

  /** The lane of calls that share trips where no server is asked. */
  get lane(): Lane {
    return this.manner === "remote" ? "remote" : "batch";
  }

  /** Where the copy of this path is now. */
  real(toPath: string): string {
    return this.root.real + toPath.slice(this.root.shown.length);
  }

  /** Counts what is to be copied. */
  expect({ size }: RawStat, isFile: boolean): void {
    this.#totalFiles++;
    if (isFile) this.#totalBytes += size;
  }

  /** Counts bytes that were copied. */
  moved(bytes: number, path: string): void {
    this.#bytes += bytes;
    if (bytes > 0) this.#tell(path);
  }

  /** Counts a file that was copied, and what of it was not counted before, in bytes. */
  copied(path: string, bytes = 0): void {
    this.#bytes += bytes;
    this.#files++;
    this.account.done++;
    this.#tell(path);
  }

  #tell(path: string): void {
    if (this.plan.onProgress === undefined) return;
    const totalBytes = Math.max(this.#totalBytes, this.#bytes);
    const totalFiles = Math.max(this.#totalFiles, this.#files);
    this.plan.onProgress({ bytes: this.#bytes, totalBytes, files: this.#files, totalFiles, path });
  }

  /** What to set on a copy. `made` owns what is made; nobody need be told who the owner is already. */
  finish(info: RawStat, made: Owner | undefined): Finish {
    const { keeps } = this.plan;
    const { uid, gid } = info;
    const foreign = made === undefined || made.uid !== uid || made.gid !== gid;
    return {
      ...(keeps.has("owner") && foreign ? { owner: { uid, gid, needed: false } } : {}),
      mode: keeps.has("mode") ? info.mode & 0o7777 : undefined,
      times: keeps.has("times") ? timesOf(info) : undefined,
    };
  }
}

/** Times in nanoseconds, to set them elsewhere. */
export function timesOf({ atime, atimeRest, mtime, mtimeRest }: RawStat): { atime: bigint; mtime: bigint } {
  return {
    atime: BigInt(atime) * 1_000_000_000n + BigInt(atimeRest),
    mtime: BigInt(mtime) * 1_000_000_000n + BigInt(mtimeRest),
  };
}

/** Runs a program for each item, so many at once; after one has failed no other begins, and its error is thrown. */
export function* forEach<T>(items: readonly T[], limit: number, program: (item: T) => Program<void>): Program<void> {
  let next = 0;
  const worker = function* (): Program<void> {
    while (next < items.length) {
      try {
        yield* program(items[next++]!);
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  };
  (yield* all(Array.from({ length: Math.min(limit, items.length) }, worker))).forEach(valueOf);
}

/** Cleans up, also when it is given up meanwhile: what has been given up is not given up again. */
export function* surely(cleanUp: () => Program<void>): Program<void> {
  let complete = false;
  try {
    yield* cleanUp();
    complete = true;
  } finally {
    if (!complete) yield* cleanUp();
  }
}

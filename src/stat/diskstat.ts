import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import type { DiskCounts } from "../os/contract.ts";
import { os } from "../os/os.ts";
import { pathOf } from "../path.ts";
import { requireRead } from "../permission.ts";

/** Space and names on a filesystem. */
export interface DiskStat extends DiskCounts {
  /** Bytes in all. */
  readonly total: number;
  /** Bytes that an unprivileged user may still take. */
  readonly available: number;
  /** Bytes taken, what is reserved for root among them. */
  readonly used: number;
}

function* disk(path: string | URL): Program<DiskStat> {
  const name = pathOf(path);
  const raw = yield* os.diskstat(requireRead(name));
  if (typeof raw === "number") throw systemError(raw, "statfs", name);
  const total = raw.blocks * raw.blockSize;
  const available = raw.availableBlocks * raw.blockSize;
  return { ...raw, total, available, used: total - available };
}

/**
 * The filesystem that `path` is on: its type, its space and its inodes.
 *
 * Linux: `statfs(2)`.
 *
 * @example
 * ```ts
 * import { diskstat } from "@reseau/files";
 * const { type, available, total } = await diskstat(".");
 * console.log(`${type}: ${Math.round(100 * available / total)} % free`);
 * ```
 *
 * @param path Anything on the filesystem; default: the current directory.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 */
export function diskstat(path: string | URL = ".", options?: CallOptions): Promise<DiskStat> {
  return asynchronous(disk(path), options?.signal);
}

/** The synchronous {@link diskstat}. */
export function diskstatSync(path: string | URL = "."): DiskStat {
  return synchronous(disk(path));
}

/** A file's content from one open file to another: shared, else copied within the kernel, else read and written. */
import { systemError } from "../call/error.ts";
import { errorName, failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { done } from "../handle/change_programs.ts";
import { UNABLE } from "../os/contract.ts";
import { copying } from "../os/copying.ts";
import { os } from "../os/os.ts";
import { Mover, type Pair, type Ways } from "./copy_mover.ts";

/** How to copy content. */
export interface ContentOptions {
  readonly reflink: "auto" | "always" | "never";
  /** Whether holes stay holes. */
  readonly sparse: boolean;
  /** Told of every piece, in bytes. */
  readonly moved: (bytes: number) => void;
}

/** Copies all of an open file into an empty one. */
export function* contentCopied(pair: Pair, ways: Ways, options: ContentOptions): Program<void> {
  const { from, to, size, blocks, devices } = pair;
  if (options.reflink !== "never" && size > 0) {
    const shared = ways.open("share", ...devices) || options.reflink === "always"
      ? yield* copying.share(from, to)
      : UNABLE;
    if (shared >= 0) return options.moved(size);
    ways.close("share", ...devices);
    if (options.reflink === "always") throw yield* notShared(shared, pair);
  }
  // copy_file_range(2) shares where the filesystem can, whoever asks.
  if (options.reflink === "never") ways.close("range", ...devices);
  const mover = new Mover(pair, ways, options.moved);
  const holes = options.sparse && blocks * 512 < size;
  if (holes && copying.allowHoles !== undefined) yield* done(copying.allowHoles(to), "fallocate", to);
  const end = holes ? yield* mover.data() : yield* mover.all();
  // A hole at the end, or a source that was cut meanwhile.
  if (end !== mover.highest) yield* done(os.truncate(to, end), "ftruncate", to);
}

function* notShared(result: number, { from, to }: Pair): Program<Error> {
  const detail = `the filesystem is ${yield* os.filesystem(to)}`;
  return systemError(
    REFUSALS.has(errorName(result)) ? failureOf("EOPNOTSUPP") : result,
    "reflink",
    from.path,
    to.path,
    detail,
  );
}

/** What a filesystem answers that does not share content, or not between these two. */
const REFUSALS: ReadonlySet<string> = new Set(["EOPNOTSUPP", "ENOTSUP", "ENOTTY", "EXDEV", "EINVAL", "ENOSYS"]);

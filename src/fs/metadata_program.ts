/** Metadata of one path given to another. */
import { systemError } from "../call/error.ts";
import { errorName } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import type { RawStat } from "../os/contract.ts";
import { copying } from "../os/copying.ts";
import { names } from "../os/names.ts";
import { fail } from "./attempt.ts";
import { MANAGED } from "./copy_attributes.ts";
import { type Ends, look } from "./copy_guard.ts";
import { timesOf } from "./copy_operation.ts";
import type { Preserved } from "./copy_options.ts";
import { endsOf } from "./copy_program.ts";

/** What one path's metadata can be given to another's. */
export type MetadataPart = Exclude<Preserved, "links">;

/** Gives a path another's metadata: the owner first, because a new one clears bits of the mode, the times last. */
export function* preserved(
  src: string | URL,
  dst: string | URL,
  parts: ReadonlySet<Preserved>,
  follow: boolean,
  operation: string,
): Program<void> {
  const ends = endsOf(src, dst, operation);
  const info = yield* look(ends.source, follow);
  if (typeof info === "number") throw systemError(info, follow ? "stat" : "lstat", ...ends.given);
  if (parts.has("owner")) {
    yield* attempted(ends, "chown", names.chown(names.HERE, ends.target, info.uid, info.gid, follow));
  }
  if (parts.has("xattr")) yield* attributesGiven(ends, follow);
  if (parts.has("mode")) {
    yield* attempted(ends, "chmod", names.chmod(names.HERE, ends.target, info.mode & 0o7777, follow));
  }
  if (parts.has("times")) yield* attempted(ends, "utimensat", timed(ends.target, info, follow));
}

function timed(path: string, info: RawStat, follow: boolean): Program<number> {
  const { atime, mtime } = timesOf(info);
  return names.utime(names.HERE, path, atime, mtime, follow);
}

function* attempted({ given }: Ends, syscall: string, program: Program<number>): Program<void> {
  const result = yield* program;
  if (result < 0) yield* fail(result, syscall, ...given);
}

function* attributesGiven(ends: Ends, follow: boolean): Program<void> {
  const list = yield* copying.listxattr(ends.source, follow);
  if (typeof list === "number") {
    if (errorName(list) === "EOPNOTSUPP") return;
    throw systemError(list, "listxattr", ...ends.given);
  }
  for (const name of list) {
    const value = yield* copying.getxattr(ends.source, name, follow);
    const result = typeof value === "number" ? value : yield* copying.setxattr(ends.target, name, value, "any", follow);
    if (result < 0 && !MANAGED.test(name)) yield* fail(result, "setxattr", ...ends.given);
  }
}

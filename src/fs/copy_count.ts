/** Counting what is to be copied, for those who want to see how far a copy has come. */
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import type { Program } from "../call/program.ts";
import type { RawStat } from "../os/contract.ts";
import { listing } from "../os/listing.ts";
import { names } from "../os/names.ts";
import { type CopyOperation, forEach, identity } from "./copy_operation.ts";
import { look } from "./copy_guard.ts";

/** Directories read at once. */
const AT_ONCE = 16;

/** Counts a file or a tree. What cannot be read is not counted: the copy itself will tell. */
export function* counted(operation: CopyOperation, path: string, info: RawStat): Program<void> {
  const seen = new Set<string>();
  let waiting = countOne(operation, path, info, seen);
  while (waiting.length > 0) {
    const found: string[] = [];
    yield* forEach(waiting, AT_ONCE, (folder) => countIn(operation, folder, seen, found));
    waiting = found;
  }
}

/** Counts one file; a directory is returned to be counted in, once. */
function countOne(operation: CopyOperation, path: string, info: RawStat, seen: Set<string>): string[] {
  const type = info.mode & p.S_IFMT;
  if (type !== p.S_IFDIR) {
    operation.expect(info, type === p.S_IFREG);
    return [];
  }
  if (seen.has(identity(info))) return [];
  seen.add(identity(info));
  return [path];
}

function* countIn(operation: CopyOperation, folder: string, seen: Set<string>, found: string[]): Program<void> {
  const { follow } = operation.plan;
  const listed = yield* listing.list(names.HERE, folder, { follow: true, stat: true, self: false });
  if (typeof listed === "number") return;
  for (const { name, stat } of listed.entries) {
    let info = stat;
    if (typeof info !== "object") continue;
    if (follow && (info.mode & p.S_IFMT) === p.S_IFLNK) info = yield* look(`${folder}/${name}`, true);
    if (typeof info === "object") found.push(...countOne(operation, `${folder}/${name}`, info, seen));
  }
}

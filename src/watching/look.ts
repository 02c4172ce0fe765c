/** Looking at one directory, in the way in which it is watched. */
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import type { RawStat } from "../os/contract.ts";
import { listing } from "../os/listing.ts";
import type { RawEntry } from "../os/listing_contract.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";
import { watching } from "../os/watching.ts";
import { isFresh, nextStep } from "./clock_step.ts";
import { type Folder, inodeOf } from "./folder.ts";
import type { Surveyor } from "./surveyor.ts";

const DIRECTORY = 4;
const ENOENT = failureOf("ENOENT");
/** How often a directory is listed that changes meanwhile. */
const TRIES = 4;

/** What stands in a directory. */
export interface Sight {
  readonly entries: readonly RawEntry[];
  readonly self: RawStat;
  /** Other places that the same directory is known at: it is mounted twice, or they are not up to date. */
  readonly others: readonly Folder[];
}

const NONE: readonly Folder[] = [];

/** Watches a directory, then looks at it; or minus the error number, when it is not there or must not be read. */
export function* lookAt(folder: Folder, by: Surveyor): Program<Sight | number> {
  const sight = yield* look(folder, by);
  if (typeof sight === "number" && watching.refusal(sight).kind === "unreadable") by.unreadable.set(folder, sight);
  else if (by.unreadable.size > 0) by.unreadable.delete(folder);
  return sight;
}

function* look(folder: Folder, by: Surveyor): Program<Sight | number> {
  const { source, model } = by;
  const path = folder.absolute;
  if (source === undefined || folder.polled) return yield* list(folder, path);
  const follow = folder.linked || folder.parent === undefined;
  const wanted = model.around.ignores &&
    ((name: string, isDirectory: boolean) => !model.ignored(folder, name, isDirectory));
  const looked = follow || folder.key < 0 || source.again === undefined
    ? yield* source.look(path, follow, wanted)
    : yield* source.again(folder.key);
  if (typeof looked === "number") {
    const refusal = watching.refusal(looked);
    return refusal.kind === "limit" ? yield* poll(folder, refusal.explanation, by) : looked;
  }
  const { key, self, entries } = looked;
  const others = model.setKey(folder, key);
  if (self.dev === folder.parent?.dev) return { entries, self, others };
  const told = yield* watching.tells(path);
  return told === true ? { entries, self, others } : yield* poll(folder, `${told} does not tell of all changes`, by);
}

/** From now on a directory is polled, with all below it. */
function* poll(folder: Folder, reason: string, by: Surveyor): Program<Sight | number> {
  if (!by.mayPoll) throw new Deno.errors.NotSupported(`watch '${folder.path}': ${reason}`);
  by.degrade(folder.path, reason);
  by.model.clearKey(folder);
  folder.polled = true;
  return yield* list(folder, folder.absolute);
}

function* list(folder: Folder, path: string): Program<Sight | number> {
  const follow = folder.linked || folder.parent === undefined;
  let listed = yield* listing.list(names.HERE, path, { follow, stat: true, self: true });
  // What was renamed between its listing and the look at it would be told as removed.
  for (let i = 1; i < TRIES && typeof listed !== "number" && listed.entries.some(isGone); i++) {
    listed = yield* listing.list(names.HERE, path, { follow, stat: true, self: true });
  }
  if (typeof listed === "number") return listed;
  const { entries, self } = listed;
  if (self === undefined) return ENOENT;
  const now = Date.now();
  if (entries.some(({ type, stat }) => type !== DIRECTORY && typeof stat === "object" && isFresh(stat, now))) {
    yield* nextStep();
  }
  return { entries, self, others: NONE };
}

function isGone({ stat }: RawEntry): boolean {
  return stat === ENOENT;
}

/** Whether a symbolic link is followed, and leads to a directory that is not above it. */
export function* leadsToDirectory(
  folder: Folder,
  name: string,
  { followLinks, recursive }: Surveyor,
): Program<boolean> {
  if (!followLinks || !recursive) return false;
  const step = os.stat(`${folder.absolute}/${name}`, true);
  if ((yield step) < 0) return false;
  const stat = os.statOf(step);
  if (stat.mode >>> 12 !== DIRECTORY) return false;
  const inode = inodeOf(stat);
  for (let above: Folder | undefined = folder; above !== undefined; above = above.parent) {
    if (above.inode === inode && above.dev === stat.dev) return false;
  }
  return true;
}

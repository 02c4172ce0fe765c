/** Watching what stands in a directory: of what is done to its files, kqueue(2) does not tell it. */
import { failureOf } from "../../call/errno.ts";
import { all, type Program, valueOf } from "../../call/program.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import type { RawStat } from "../contract.ts";
import type { RawEntry } from "../listing_contract.ts";
import { c } from "./libsystem.ts";
import { statOf } from "./stat.ts";
import { type Shut, statAt } from "./watch_shut.ts";
import { plan } from "./watch_limits.ts";
import { type Opener, openPlanned } from "./watch_opening.ts";
import type { Directory, Places } from "./watch_places.ts";
import { arm } from "./watch_queue.ts";
import { findVnode, release, use, type Vnode } from "./watch_vnodes.ts";

const ATTRIBUTES = c.NOTE_ATTRIB;
const FILE = c.NOTE_WRITE | c.NOTE_EXTEND | ATTRIBUTES;
const EMFILE = failureOf("EMFILE");
const LIMITS = new Set(["EMFILE", "ENFILE", "ENOMEM"].map(failureOf));
const FORBIDDEN = new Set(["EACCES", "EPERM"].map(failureOf));
/** By the upper four bits of `st_mode`; 0 where the filesystem does not tell. Of links, devices and so on only names are told. */
const WATCHED = new Set([0, p.S_IFREG >>> 12, p.S_IFDIR >>> 12]);
const DIRECTORY = p.S_IFDIR >>> 12;

/** For whom. */
export interface Watching {
  readonly owner: Opener;
  readonly shut: Shut;
  /** Whether the list is the last one still, and wanted. */
  current(): boolean;
}

/** Watches the entries of a directory as it was listed, and no others: 0, or minus the error number of a limit. */
export function* watchEntries(
  directory: Directory,
  entries: readonly RawEntry[],
  places: Places,
  { owner, shut, current }: Watching,
): Program<number> {
  const gone = new Set(directory.places.keys());
  const found = new Map<string, Vnode>();
  const unknown: string[] = [];
  for (const entry of entries) {
    const { name, type } = entry;
    if (!WATCHED.has(type) || !directory.wanted(name, type === DIRECTORY)) continue;
    const known = directory.places.get(name)?.vnode;
    if (known !== undefined && known.inodeLow === entry.inodeLow && known.inodeHigh === entry.inodeHigh) {
      gone.delete(name);
      continue;
    }
    // A directory may be the root of another filesystem.
    const vnode = type === DIRECTORY ? undefined : findVnode(directory.vnode.dev, entry);
    if (vnode === undefined) unknown.push(name);
    else found.set(name, use(vnode, owner));
  }
  const refusedAll = new Map<string, RawStat>();
  const limit = yield* open(directory, unknown, found, refusedAll, owner);
  const wanted = limit === 0 && current();
  const refused = wanted ? new Set(armAll([...found.values()])) : undefined;
  for (const [name, vnode] of found) {
    if (refused?.has(vnode) === false) places.add(directory, name, vnode);
    release(vnode, owner);
  }
  if (!wanted) return limit;
  for (const name of gone) if (!found.has(name)) places.remove(directory, name);
  shut.set(directory, refusedAll);
  return limit;
}

/** Asks to be told of files, and of the attributes of directories; returns those of which that is not to be had. */
function armAll(vnodes: readonly Vnode[]): Vnode[] {
  const { directories = [], files = [] } = Object.groupBy(vnodes, (one) => one.isDirectory ? "directories" : "files");
  return [...arm(directories, ATTRIBUTES), ...arm(files, FILE)];
}

/** Opens names; what has gone again is left out, what must not be opened is put into `shut`. 0, or minus the error number of a limit. */
function* open(
  { vnode: { fd } }: Directory,
  names: readonly string[],
  into: Map<string, Vnode>,
  shut: Map<string, RawStat>,
  owner: Opener,
): Program<number> {
  if (names.length === 0) return 0;
  if (!plan(names.length)) return EMFILE;
  let limit = 0;
  function* one(name: string): Program<void> {
    const vnode = yield* openPlanned(fd, name, c.O_NOFOLLOW, owner);
    if (typeof vnode !== "number") into.set(name, vnode);
    else if (LIMITS.has(vnode)) limit = vnode;
    else if (FORBIDDEN.has(vnode)) {
      const step = statAt(fd, name);
      if ((yield step) >= 0) shut.set(name, statOf(step));
    }
  }
  for (const outcome of yield* all(names.map(one))) valueOf(outcome);
  return limit;
}

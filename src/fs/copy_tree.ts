/**
 * Trees: directories are entered some at a time, all that these hold is copied at once, and when nothing below one is
 * left to do it is given its own metadata.
 */
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import type { Program } from "../call/program.ts";
import type { RawStat } from "../os/contract.ts";
import { names } from "../os/names.ts";
import { requireRead, requireWrite } from "../permission.ts";
import { known, largeCopied, refused, smallCopied } from "./copy_file.ts";
import { Folder } from "./copy_folder.ts";
import { type CopyOperation, forEach, type Route, surely } from "./copy_operation.ts";
import { linkCopied, specialCopied } from "./copy_special.ts";

/** Directories entered at once: each has two descriptors open. */
const ENTERED = 16;
/** Large files under way at once: each has two descriptors open. */
const LARGE = 16;

/** Something in a directory under way. */
interface Item {
  readonly folder: Folder;
  readonly name: string;
  readonly route: Route;
  /** The upper four bits of its mode, 0 when nobody could tell. */
  readonly type: number;
}

/** The same when it is to be copied after the others. */
interface Late extends Item {
  readonly info: RawStat;
}

/** Copies the directory at the route's source to a name that must not be there. */
export function* treeCopied(operation: CopyOperation, route: Route): Program<void> {
  const tree = new Tree(operation, new Folder(route));
  try {
    yield* tree.copy();
  } finally {
    yield* surely(() => tree.close());
  }
}

/** A tree under way. */
class Tree {
  readonly #operation: CopyOperation;
  readonly #waiting: Folder[];
  /** Directories that may be open. */
  readonly #entered = new Set<Folder>();
  readonly #large: Late[] = [];
  readonly #links: Late[] = [];

  constructor(operation: CopyOperation, root: Folder) {
    this.#operation = operation;
    this.#waiting = [root];
  }

  /** Those found last come first: few are open, however many there are. */
  *copy(): Program<void> {
    const { concurrency } = this.#operation.plan;
    while (this.#waiting.length > 0) {
      const folders = this.#waiting.splice(-ENTERED);
      for (const folder of folders) this.#entered.add(folder);
      yield* forEach(folders, ENTERED, (folder) => folder.enter(this.#operation));
      const items = folders.flatMap((folder) => folder.entries.splice(0).map((entry) => itemOf(folder, entry)));
      yield* forEach(items, concurrency, (item) => this.#item(item));
      const large = this.#large.splice(0);
      yield* forEach(
        large,
        Math.min(LARGE, concurrency),
        ({ folder, route, info }) => largeCopied(this.#operation, route, folder.made, info),
      );
      const links = this.#links.splice(0);
      yield* forEach(links, concurrency, ({ route, info }) => linkCopied(this.#operation, route, info));
      yield* forEach(folders.filter(({ pending }) => pending > 0), ENTERED, (folder) => folder.leave());
      yield* this.#finish(folders.filter(({ pending }) => pending === 0));
    }
  }

  /** Closes what is still open. */
  *close(): Program<void> {
    for (const folder of this.#entered) yield* folder.close();
  }

  /** Directories with nothing left to do, and then those in which they were the last. */
  *#finish(folders: Folder[]): Program<void> {
    while (folders.length > 0) {
      yield* forEach(folders, ENTERED, (folder) => folder.finish(this.#operation));
      for (const folder of folders) this.#entered.delete(folder);
      folders = folders.flatMap(({ parent }) => parent !== undefined && --parent.pending === 0 ? [parent] : []);
    }
  }

  *#item(item: Item): Program<void> {
    const { folder, name, route } = item;
    requireRead(route.fromPath);
    requireWrite(route.toPath);
    if (item.type === FILE) return yield* this.#file(item);
    if (item.type === DIRECTORY) return void this.#waiting.push(folder.folder(name));
    const info = yield* names.look(route.from.at, name, this.#operation.plan.follow);
    if (typeof info === "number") throw refused(info, "stat", route);
    const type = info.mode & p.S_IFMT;
    if (type === p.S_IFREG) return yield* this.#file(item);
    if (type === p.S_IFDIR) this.#waiting.push(folder.folder(name));
    else if (known(this.#operation, route, info)) this.#links.push({ ...item, info });
    else yield* specialCopied(this.#operation, route, info, folder.made);
  }

  *#file(item: Item): Program<void> {
    const rest = yield* smallCopied(this.#operation, item.route, item.folder.made);
    if (rest === "done") return;
    const late = { ...item, info: rest.info };
    (rest.as === "large" ? this.#large : this.#links).push(late);
  }
}

const FILE = p.S_IFREG >>> 12;
const DIRECTORY = p.S_IFDIR >>> 12;

function itemOf(folder: Folder, { name, type }: { name: string; type: number }): Item {
  return { folder, name, route: folder.child(name), type };
}

/** A symbolic link to a file, below a watched path: what happens to the file is told of the link. */
import type { Program } from "../call/program.ts";
import { joined } from "../fs/dir_entry.ts";
import { os } from "../os/os.ts";
import { changedSince, Folder } from "./folder.ts";
import { type Ground, Root } from "./root.ts";
import type { WatchEvent } from "./watch_event.ts";

/** By the upper four bits of `st_mode`. */
const DIRECTORY = 4;

/** What followed links need of their watcher, besides. */
export interface LinkGround extends Ground {
  /** A name stands for something of another kind. */
  inspect(folder: Folder, name: string): void;
}

/** A link, followed like a watched path. It stands for its file; that it comes and goes itself the tree tells. */
export class FollowedLink extends Root {
  /** When it was found: what happened to its file before is nobody's news. */
  #found: number | undefined = Date.now();
  /** Whether it was seen to lead to no directory. */
  #elsewhere = false;

  constructor(readonly within: Folder, readonly name: string) {
    super({
      get given() {
        return joined(within.path, name);
      },
      get absolute() {
        return joined(within.absolute, name);
      },
    });
    this.silent = within.top.trunk!.silent;
  }

  /** Whether it is still at its place in the tree. */
  get attached(): boolean {
    const child = this.within.children?.get(this.name);
    return child !== undefined && !(child instanceof Folder) && this.within.attached;
  }

  override *resolve(ground: LinkGround): Program<undefined> {
    if (!this.attached) return this.drop(ground) as undefined;
    const step = os.stat(this.absolute, true);
    if ((yield step) >= 0 && os.statOf(step).mode >>> 12 === DIRECTORY) {
      this.drop(ground);
      // Else it leads to a directory that is not followed: one above it.
      if (this.#elsewhere) ground.inspect(this.within, this.name);
      return undefined;
    }
    yield* super.resolve(ground);
    this.#elsewhere = true;
    this.#found = undefined;
    return undefined;
  }

  protected override report(ground: Ground, kind: WatchEvent["kind"]): void {
    if (this.silent || !this.attached) return;
    const { file } = this;
    const old = this.#found !== undefined && file !== undefined &&
      !changedSince(file.ctime, file.ctimeRest, this.#found);
    if (old) return;
    ground.report({ kind: kind === "attrib" ? kind : "modify", path: this.given, isDirectory: false });
  }
}

/** Symbolic links to files, where links are followed. */
import type { Program } from "../call/program.ts";
import type { Folder } from "./folder.ts";
import { FollowedLink, type LinkGround } from "./followed_link.ts";

/** The links to files of one watcher. */
export class Links {
  readonly #all = new Map<Folder, Map<string, FollowedLink>>();
  /** Found, and not watched yet. */
  #found: FollowedLink[] = [];

  constructor(readonly ground: LinkGround, readonly follow: boolean) {}

  /** A name stands for a link that leads to no directory. */
  found(folder: Folder, name: string): void {
    if (!this.follow) return;
    const inFolder = this.#all.get(folder) ?? new Map<string, FollowedLink>();
    if (inFolder.get(name)?.removed === false) return;
    const link = new FollowedLink(folder, name);
    this.#all.set(folder, inFolder.set(name, link));
    this.#found.push(link);
  }

  /** Watches what was found, and watches no more what has gone. */
  *watch(): Program<void> {
    for (const link of this) if (!link.attached) this.#drop(link);
    for (let link = this.#found.shift(); link !== undefined; link = this.#found.shift()) {
      if (link.removed) continue;
      try {
        yield* link.resolve(this.ground);
        link.silent = false;
      } catch {
        this.#drop(link); // nobody may look at what it leads to: the link itself is told of
      }
    }
  }

  #drop(link: FollowedLink): void {
    link.drop(this.ground);
    const inFolder = this.#all.get(link.within);
    if (inFolder?.get(link.name) === link) inFolder.delete(link.name);
    if (inFolder?.size === 0) this.#all.delete(link.within);
  }

  /** All of them. */
  *[Symbol.iterator](): Generator<FollowedLink> {
    for (const inFolder of this.#all.values()) yield* inFolder.values();
  }
}

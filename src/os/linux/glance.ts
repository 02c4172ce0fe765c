/** Looking at many directories, each of them watched, in one trip for some dozens, with nothing made for each of them. */
import { TextBytes } from "../../../ffi/c_types.ts";
import { DIRENT64, STATX } from "../../../ffi/linux/structs.ts";
import { type Call, Chain, FIRST } from "../../call/program.ts";
import { TEXT_SIZE } from "../../call/scratch.ts";
import { eachDirent } from "../posix/dirents.ts";
import type { Glance, TakeEntry } from "../watching_contract.ts";
import { dirents } from "./dirents.ts";
import * as inotify from "./inotify.ts";
import { c, libc } from "./libc.ts";
import { makedev } from "./stat.ts";

/** Bytes: two calls, of which the second mostly tells that nothing is left. */
const ROOM = [8 << 10, 4 << 10] as const;
const UNKNOWN_TYPE = 0;

/** Looks on behalf of one listener. */
export class LinuxGlance implements Glance {
  readonly path: TextBytes = new TextBytes(new Uint8Array(TEXT_SIZE));
  readonly look: Chain;
  key = -1;
  left = -1;
  readonly self = { mode: 0, uid: 0, gid: 0, dev: 0, inodeLow: 0, inodeHigh: 0 };
  readonly #stat: Call;
  readonly #again: Call;
  readonly #fills: readonly Call[];
  #unknown = false;

  constructor(readonly listener: inotify.Listener, mask: number) {
    const { path } = this;
    const open = libc.openat(c.AT_FDCWD, path, c.O_RDONLY | c.O_DIRECTORY | c.O_CLOEXEC | c.O_NOFOLLOW, 0);
    const add = inotify.addWatch(path, mask | c.IN_DONT_FOLLOW);
    this.#stat = libc.statx(FIRST, "", c.AT_EMPTY_PATH, c.STATX_BASIC_STATS, STATX);
    this.#fills = ROOM.map((bytes) => dirents.fill(FIRST, bytes, false));
    // The path may have led to two directories meanwhile, of which one was watched and the other read.
    this.#again = libc.statx(c.AT_FDCWD, path, c.AT_SYMLINK_NOFOLLOW, c.STATX_BASIC_STATS, STATX);
    this.look = new Chain(open, [add, this.#stat, ...this.#fills, libc.close(FIRST), this.#again]);
  }

  begin(): void {
    inotify.beginAdding();
  }

  end(result: number): boolean {
    const { results, closed } = this.look;
    this.left = result >= 0 && !closed ? result : -1;
    this.key = results[1]!;
    const simple = result >= 0 && this.#isWhole(results) && this.#isSame() && this.#typesKnown();
    inotify.endAdding(this.key, simple ? this.listener : undefined);
    if (simple) this.#describe();
    return simple;
  }

  /** Whether every call succeeded, and the last one that read entries found none. */
  #isWhole(results: readonly number[]): boolean {
    return this.key >= 0 && results[2 + this.#fills.length] === 0 && results.at(-1) === 0;
  }

  #isSame(): boolean {
    const a = this.#stat;
    const b = this.#again;
    const { stx_ino, stx_dev_major, stx_dev_minor } = STATX;
    return stx_ino.low(a.view, a.at) === stx_ino.low(b.view, b.at) &&
      stx_ino.high(a.view, a.at) === stx_ino.high(b.view, b.at) &&
      stx_dev_major.get(a.view, a.at) === stx_dev_major.get(b.view, b.at) &&
      stx_dev_minor.get(a.view, a.at) === stx_dev_minor.get(b.view, b.at);
  }

  #typesKnown(): boolean {
    this.#unknown = false;
    this.each(this.#noteType);
    return !this.#unknown;
  }

  readonly #noteType: TakeEntry = (type) => {
    if (type === UNKNOWN_TYPE) this.#unknown = true;
  };

  #describe(): void {
    const { self } = this;
    const { view, at } = this.#stat;
    self.mode = STATX.stx_mode.get(view, at);
    self.uid = STATX.stx_uid.get(view, at);
    self.gid = STATX.stx_gid.get(view, at);
    self.dev = makedev(STATX.stx_dev_major.get(view, at), STATX.stx_dev_minor.get(view, at));
    self.inodeLow = STATX.stx_ino.low(view, at);
    self.inodeHigh = STATX.stx_ino.high(view, at);
  }

  each(take: TakeEntry): void {
    const length = this.look.results[3]!; // the second has read nothing
    if (length > 0) eachDirent(DIRENT64, this.#fills[0]!, length, take);
  }
}

/** Looking at many directories, each of them watched, some dozens in one trip: with records that are written once. */
import { DIRENT64, STATX } from "../../../ffi/linux/structs.ts";
import { RECORD } from "../../call/machine_code.ts";
import { bindingsOf, type OwnBindings, OwnRecords, ownRecordsServe, tally } from "../../call/own_records.ts";
import { Wait } from "../../call/program.ts";
import type { Sweep, TakeEntry } from "../watching_contract.ts";
import { eachDirent } from "../posix/dirents.ts";
import { dirents } from "./dirents.ts";
import * as inotify from "./inotify.ts";
import { c, libc } from "./libc.ts";
import { makedev } from "./stat.ts";

/** Directories in one trip. */
const DIRECTORIES = 32;
/** Records of each: the two that read are followed by what closes, and by another look at where the path leads. */
const ADD = 0;
const OPEN = 1;
const SELF = 2;
const READ = 3;
const READ_ON = 4;
const CLOSE = 5;
const AGAIN = 6;
const RECORDS = 7;
/** Bytes that are read: the second call mostly tells that nothing is left. Only pages that are filled are real. */
const FIRST_ROOM = 8 << 10;
const SECOND_ROOM = 4 << 10;
const ROOM = FIRST_ROOM + SECOND_ROOM;
/** Where what is no record stands. */
const PATHS = DIRECTORIES * RECORDS * RECORD.size;
const PATHS_SIZE = 32 << 10;
/** The position that `getdirentries64` writes. */
const BASE = PATHS + PATHS_SIZE;
const EMPTY_TEXT = BASE + 32;
const STATS = BASE + 64;
const ROOMS = STATS + 2 * DIRECTORIES * STATX.size;
const SIZE = ROOMS + DIRECTORIES * ROOM;

const FLAGS = c.O_RDONLY | c.O_DIRECTORY | c.O_CLOEXEC | c.O_NOFOLLOW;
const UNKNOWN_TYPE = 0;

const spare: LinuxSweep[] = [];

/** Looks for one listener at a time, always with the same `mask`. */
export class LinuxSweep implements Sweep {
  readonly #records = new OwnRecords(SIZE);
  readonly #view = new DataView(this.#records.memory.buffer);
  readonly #bindings = bindings();
  readonly trip: Wait = new Wait(this.#records);
  readonly paths: Uint8Array = this.#records.memory;
  readonly end = BASE - 1;
  at = PATHS;
  size = 0;
  key = -1;
  readonly self = { mode: 0, uid: 0, gid: 0, dev: 0, inodeLow: 0, inodeHigh: 0 };
  #listener: inotify.Listener | undefined;
  #looked = 0;
  #unknown = false;

  constructor(mask: number) {
    const records = this.#records;
    const { add, open, statx, read, close } = this.#bindings;
    for (let i = 0; i < DIRECTORIES; i++) {
      const first = i * RECORDS;
      records.write(first + ADD, add, [0, 0, mask | c.IN_MASK_ADD | c.IN_DONT_FOLLOW]);
      records.write(first + OPEN, open, [c.AT_FDCWD, 0, FLAGS, 0]);
      records.write(first + SELF, statx, [0, 0, c.AT_EMPTY_PATH, c.STATX_BASIC_STATS, 0], SELF - OPEN);
      records.point(first + SELF, 1, EMPTY_TEXT);
      records.point(first + SELF, 4, statOf(i));
      records.write(first + READ, read, [0, 0, FIRST_ROOM, 0], READ - OPEN);
      records.write(first + READ_ON, read, [0, 0, SECOND_ROOM, 0], READ_ON - OPEN);
      for (const [record, at] of [[READ, roomOf(i)], [READ_ON, roomOf(i) + FIRST_ROOM]] as const) {
        records.point(first + record, 1, at);
        records.point(first + record, 3, BASE); // to the others a fourth argument is nothing
      }
      records.write(first + CLOSE, close, [0], CLOSE - OPEN);
      records.write(first + AGAIN, statx, [c.AT_FDCWD, 0, c.AT_SYMLINK_NOFOLLOW, c.STATX_BASIC_STATS, 0]);
      records.point(first + AGAIN, 4, statOf(i) + STATX.size);
    }
  }

  /** Whether there can be one. */
  static get serves(): boolean {
    return ownRecordsServe(bindings());
  }

  get isFull(): boolean {
    return this.size === DIRECTORIES;
  }

  /** One on behalf of a listener: as many are made as there are at once. */
  static begun(listener: inotify.Listener, mask: number): LinuxSweep {
    const sweep = spare.pop() ?? new LinuxSweep(mask);
    sweep.#listener = listener;
    return sweep;
  }

  begin(): void {
    this.size = 0;
    this.at = PATHS;
  }

  finish(): void {
    this.#listener = undefined;
    spare.push(this);
  }

  add(end: number): void {
    this.paths[end] = 0;
    const first = this.size++ * RECORDS;
    const records = this.#records;
    records.argument(first + ADD, 0, inotify.descriptor());
    records.point(first + ADD, 1, this.at);
    records.point(first + OPEN, 1, this.at);
    records.point(first + AGAIN, 1, this.at);
    this.at = end + 1;
    records.count = this.size * RECORDS;
    inotify.beginAdding();
  }

  look(index: number): boolean {
    this.#looked = index;
    const first = index * RECORDS;
    const records = this.#records;
    this.key = records.result(first + ADD);
    // The last one that read has found nothing more; that the others were made, its own result says.
    const whole = records.result(first + READ_ON) === 0 && records.result(first + AGAIN) === 0;
    const simple = this.key >= 0 && whole && this.#isSame() && this.#typesKnown();
    inotify.endAdding(this.key, simple ? this.#listener : undefined);
    if (simple) this.#describe();
    this.#count(first);
    return simple;
  }

  abandon(): void {
    for (let i = 0; i < this.size; i++) inotify.endAdding(-1, undefined);
  }

  left(index: number): number {
    const first = index * RECORDS;
    const fd = this.#records.result(first + OPEN);
    // Behind what failed it was not made.
    return this.#records.result(first + READ_ON) < 0 ? fd : -1;
  }

  /** Whether the path leads where it led: else one directory was watched, and another one read. */
  #isSame(): boolean {
    const view = this.#view;
    const a = statOf(this.#looked);
    const b = a + STATX.size;
    const { stx_ino, stx_dev_major, stx_dev_minor } = STATX;
    return stx_ino.low(view, a) === stx_ino.low(view, b) && stx_ino.high(view, a) === stx_ino.high(view, b) &&
      stx_dev_major.get(view, a) === stx_dev_major.get(view, b) &&
      stx_dev_minor.get(view, a) === stx_dev_minor.get(view, b);
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
    const view = this.#view;
    const at = statOf(this.#looked);
    const { self } = this;
    self.mode = STATX.stx_mode.get(view, at);
    self.uid = STATX.stx_uid.get(view, at);
    self.gid = STATX.stx_gid.get(view, at);
    self.dev = makedev(STATX.stx_dev_major.get(view, at), STATX.stx_dev_minor.get(view, at));
    self.inodeLow = STATX.stx_ino.low(view, at);
    self.inodeHigh = STATX.stx_ino.high(view, at);
  }

  each(take: TakeEntry): void {
    const length = this.#records.result(this.#looked * RECORDS + READ);
    if (length > 0) eachDirent(DIRENT64, this.#view, this.paths, roomOf(this.#looked), length, take);
  }

  /** For `metrics()`. */
  #count(first: number): void {
    const { add, open, statx, read, close } = this.#bindings;
    tally(add, this.key);
    tally(statx, this.#records.result(first + AGAIN));
    const fd = this.#records.result(first + OPEN);
    tally(open, fd);
    if (fd < 0) return;
    statx.calls++;
    read.calls += 2;
    read.bytes += Math.max(0, this.#records.result(first + READ));
    if (this.#records.result(first + READ_ON) >= 0) close.calls++;
  }
}

function statOf(index: number): number {
  return STATS + 2 * index * STATX.size;
}

function roomOf(index: number): number {
  return ROOMS + index * ROOM;
}

function bindings(): OwnBindings<"add" | "open" | "statx" | "read" | "close"> {
  return bindingsOf({
    add: inotify.addWatch("", 0),
    open: libc.openat(0, "", 0, 0),
    statx: libc.statx(0, "", 0, 0, STATX),
    read: dirents.fill(0, 0, false),
    close: libc.close(0),
  });
}

/** Memory for taking directories: records, paths, what `getdents64(2)` fills, and what `statx(2)` does. */
import { DIRENT64, STATX } from "../../../ffi/linux/structs.ts";
import { OwnRecords, tally } from "../../call/own_records.ts";
import { SKIPPED } from "../../call/program.ts";
import { TEXT_SIZE, writeText } from "../../call/scratch.ts";
import type { Taken, Taker } from "../listing_contract.ts";
import { c } from "./libc.ts";
import { StatxTraits } from "./statx_traits.ts";
import {
  BASE,
  callsOf,
  CLOSING,
  END,
  FILLS,
  OPEN,
  OPENING,
  OUTPUT,
  PATHS,
  STATING,
  STATS,
  windowOf,
  writeTemplates,
} from "./taking_layout.ts";

const NAME = DIRENT64.d_name.offset;
const TYPE = DIRENT64.d_type.offset;
const LENGTH = DIRENT64.d_reclen.offset;
const DOT = 46;

/** Memory for one lane. */
export class TakingMemory {
  readonly records = new OwnRecords(END);
  readonly #bytes = this.records.memory;
  readonly #traits = new StatxTraits(this.#bytes.buffer);
  readonly #calls = callsOf();
  /** How many directories this round has. */
  directories = 0;
  #paths = PATHS;
  /** What is looked at: the taker's numbers, where the names are, and in which directory. */
  readonly #entries: number[] = [];
  readonly #names: number[] = [];
  readonly #homes: number[] = [];

  constructor() {
    writeTemplates(this.records, this.#calls);
  }

  /** How many entries are to be looked at. */
  get entries(): number {
    return this.#entries.length;
  }

  /** Forgets what the round before has left. */
  begin(): void {
    this.#forgetEntries();
    this.directories = 0;
    this.#paths = PATHS;
  }

  #forgetEntries(): void {
    for (const list of [this.#entries, this.#names, this.#homes]) list.length = 0;
  }

  /** Adds a directory to what the next trip opens; false when there is no room for its path. */
  open({ path, follow }: Taken): boolean {
    const i = this.directories;
    if (this.#paths + Math.min(TEXT_SIZE, 3 * path.length + 1) > BASE) return false;
    const { records } = this;
    records.point(OPENING * i, 1, this.#paths);
    records.argument(OPENING * i, 2, OPEN | (follow ? 0 : c.O_NOFOLLOW));
    this.#paths += writeText(path, this.#bytes, this.#paths);
    for (let k = 0; k < OPENING; k++) records.expect(OPENING * i + k);
    records.expect(CLOSING + i);
    this.directories++;
    records.first = 0;
    records.count = OPENING * this.directories;
    return true;
  }

  /** The descriptor of a directory; negative when it could not be opened. */
  descriptor(i: number): number {
    return this.records.result(OPENING * i);
  }

  /** What has become of closing it. */
  closed(i: number): number {
    return this.records.result(CLOSING + i);
  }

  /** Whether a directory could be read, and what was read of it tells types. */
  isKnown(i: number): boolean {
    for (let k = 0; k < FILLS.length; k++) {
      const read = this.#read(i, k);
      if (read < 0) return false;
      for (let at = windowOf(i, k), end = at + read; at < end; at += this.#lengthOf(at)) {
        if (this.#bytes[at + TYPE] === 0) return false;
      }
    }
    return true;
  }

  /** Whether nothing is left of it to be read. */
  isEnded(i: number): boolean {
    return this.#read(i, 0) === 0 || this.#read(i, 1) === 0;
  }

  /** Tells of what was read of a directory. */
  addEntries<D extends Taken>(i: number, taker: Taker<D>): void {
    const bytes = this.#bytes;
    for (let k = 0; k < FILLS.length; k++) {
      for (let at = windowOf(i, k), end = at + this.#read(i, k); at < end; at += this.#lengthOf(at)) {
        const name = at + NAME;
        let stop = name;
        while (bytes[stop] !== 0) stop++;
        if (bytes[name] === DOT && (stop === name + 1 || (stop === name + 2 && bytes[name + 1] === DOT))) continue;
        const entry = taker.add(bytes, name, stop, bytes[at + TYPE]!);
        if (entry < 0) continue;
        this.#entries.push(entry);
        this.#names.push(name);
        this.#homes.push(i);
      }
    }
  }

  /** Has the next trip read on in the first directory, when its entries so far were looked at. */
  readOn(): void {
    this.#forgetEntries();
    this.#countReads(0);
    for (let k = 0; k < FILLS.length; k++) this.records.expect(1 + k);
    // They are linked to the record before them, which has the descriptor.
    this.records.first = 1;
    this.records.count = FILLS.length;
  }

  /** Has the next trip look at as many entries as it can; answers how many. Behind the last of them all is closed, if `closes`. */
  look(from: number, closes: boolean): number {
    const { records } = this;
    const count = Math.min(STATS, this.entries - from);
    const first = CLOSING - count;
    for (let i = 0; i < count; i++) {
      records.argument(first + i, 0, this.descriptor(this.#homes[from + i]!));
      records.point(first + i, 1, this.#names[from + i]!);
    }
    records.first = first;
    records.count = count;
    if (!closes || from + count < this.entries) return count;
    for (let i = 0; i < this.directories; i++) records.argument(CLOSING + i, 0, Math.max(-1, this.descriptor(i)));
    records.count += this.directories;
    return count;
  }

  /** Tells what was found. */
  describe<D extends Taken>(from: number, count: number, taker: Taker<D>): void {
    const { records } = this;
    const { statx } = this.#calls;
    const traits = this.#traits;
    for (let i = 0, record = CLOSING - count; i < count; i++, record++) {
      const result = records.result(record);
      if (result < 0) {
        statx.errors++;
        taker.fail(this.#entries[from + i]!, result);
      } else taker.describe(this.#entries[from + i]!, traits.read(OUTPUT + (record - STATING) * STATX.size));
    }
    statx.calls += count;
  }

  /** Counts the calls that were made of directories, for `metrics()`. */
  count(): void {
    const { openat, close } = this.#calls;
    for (let i = 0; i < this.directories; i++) {
      tally(openat, this.descriptor(i));
      if (this.descriptor(i) < 0) continue;
      this.#countReads(i);
      if (this.closed(i) !== -SKIPPED) tally(close, this.closed(i));
    }
  }

  #countReads(i: number): void {
    const { getdents } = this.#calls;
    for (let k = 0; k < FILLS.length; k++) {
      tally(getdents, this.#read(i, k));
      getdents.bytes += Math.max(0, this.#read(i, k));
    }
  }

  /** Bytes that one of the calls has read; negative when it has failed. */
  #read(i: number, k: number): number {
    return this.records.result(OPENING * i + 1 + k);
  }

  #lengthOf(at: number): number {
    return this.#bytes[at + LENGTH]! | (this.#bytes[at + LENGTH + 1]! << 8);
  }
}

/**
 * Records that their caller has written itself: where thousands of calls differ in one or two arguments, an object for each
 * would take longer than the calls.
 */
import { options } from "./options.ts";
import { type Awaited, type Binding, type Call, SKIPPED } from "./program.ts";
import { observed } from "./diagnostics.ts";
import { errorNumber } from "./errno.ts";
import { runRecordsHere } from "./executable.ts";
import { lastingMemory } from "./lasting.ts";
import { RECORD } from "./machine_code.ts";
import { platform } from "./platform.ts";
import { batching, poolCounts } from "./pool.ts";
import { addressOf } from "./scratch.ts";
import { turned } from "./turn.ts";

const WORDS = RECORD.size >> 2;
const ARGUMENTS = RECORD.arguments >> 2;
const RESULT = RECORD.result >> 2;
const ERROR = RECORD.error >> 2;
const LINK = RECORD.link >> 2;

/** What such records call, by name. */
export type OwnBindings<K extends string> = Readonly<Record<K, Binding>>;

/** The bindings of calls, of which each is made in vain. */
export function bindingsOf<K extends string>(calls: Readonly<Record<K, Call>>): OwnBindings<K> {
  return Object.fromEntries(Object.entries<Call>(calls).map(([name, { binding }]) => [name, binding])) as OwnBindings<
    K
  >;
}

/** Whether such records can be run; while somebody listens to calls, each is to be told of. */
export function ownRecordsServe(bindings: OwnBindings<string> = {}): boolean {
  if (platform.errorLocation === undefined || !options.batch || observed() || typeof batching() === "string") {
    return false;
  }
  return Object.values(bindings).every((binding) => !binding.isAbsent());
}

/** Counts a call that was made, for `metrics()`. */
export function tally(binding: Binding, result: number): void {
  binding.calls++;
  if (result < 0) binding.errors++;
}

/** Memory with records at its start. Running some of them is something that a program waits for. */
export class OwnRecords implements Awaited {
  readonly memory: Uint8Array<ArrayBuffer>;
  /** The memory as words of 32 bits. */
  readonly words: Int32Array<ArrayBuffer>;
  readonly #longs: BigUint64Array<ArrayBuffer>;
  readonly #base: number;
  /** Which records are run next. */
  first = 0;
  count = 0;

  /** `bytes` of memory, records included. */
  constructor(bytes: number) {
    this.memory = lastingMemory(bytes);
    this.words = new Int32Array(this.memory.buffer);
    this.#longs = new BigUint64Array(this.memory.buffer);
    this.#base = Number(addressOf(this.memory)); // user-space addresses fit in 48 bits
  }

  /** Writes a whole record. Where `link` is given, the result of the record so many places before is its first argument. */
  write(record: number, binding: Binding, args: readonly number[], link: number = 0): void {
    this.#longs[(record * RECORD.size) >> 3] = binding.address();
    args.forEach((value, i) => this.argument(record, i, value));
    this.words[record * WORDS + LINK] = link * RECORD.size;
  }

  /** Sets an argument: a number of at most 53 bits. */
  argument(record: number, index: number, value: number): void {
    const word = record * WORDS + ARGUMENTS + 2 * index;
    this.words[word] = value; // modulo 2^32
    this.words[word + 1] = Math.floor(value / 0x1_0000_0000);
  }

  /** Sets an argument to the address of a byte of the memory. */
  point(record: number, index: number, at: number): void {
    this.argument(record, index, this.#base + at);
  }

  /** Says of a record that it has not run: until it has, its result is −`SKIPPED`. */
  expect(record: number): void {
    this.words[record * WORDS + RESULT] = -SKIPPED;
  }

  /** The result of a record whose function returns an `int`, or less than 2^31: minus the error number for −1. */
  result(record: number): number {
    const word = record * WORDS;
    const result = this.words[word + RESULT]!;
    return result === -1 ? -this.words[word + ERROR]! : result;
  }

  begin(done: (result: number) => void): () => boolean {
    const run = batching();
    if (typeof run === "string") throw new Error(`@reseau/files: ${run}`);
    poolCounts.hops++;
    poolCounts.submissions++;
    run(this.#next(), this.count).then(() => {
      turned();
      done(0);
    }, (error) => {
      // Deno itself could not make the calls.
      reportError(error);
      done(-errorNumber("EIO"));
    });
    return () => true; // it is under way, and will end
  }

  here(): number {
    runRecordsHere(this.#next(), this.count);
    return 0;
  }

  #next(): Uint8Array<ArrayBuffer> {
    return this.memory.subarray(this.first * RECORD.size);
  }
}

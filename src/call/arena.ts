/**
 * An arena: memory for one trip to a pool thread. Records stand at its start; behind them the texts that the calls
 * read and the space that they fill. Arenas are reused; what a call left is read before that.
 */
import { Call, type Chain, FIRST, SKIPPED } from "./program.ts";
import { RECORD } from "./machine_code.ts";
import { addressOf, TEXT_SIZE, WIDE_SIZE, writeText, writeWide } from "./scratch.ts";
import { converted } from "./failure.ts";
import { lastingMemory } from "./lasting.ts";
import { rounded, spaceOf } from "./space.ts";
import type { Space } from "../../ffi/c_types.ts";

/** Records in an arena, one for each call: a chain has up to some 70. */
const RECORDS = 256;
const HEADER = RECORDS * RECORD.size;

/** A call or a chain on its way through the pool. */
export interface Submission {
  readonly step: Call | Chain;
  /** Receives the result, while the memory that the call filled is still its own. */
  complete(result: number): void;
  /** Is told of the trip that it makes alone, as Deno made it. */
  begun?(trip: Promise<unknown>): void;
}

/** Memory for one trip. */
export class Arena {
  readonly submissions: Submission[] = [];
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  readonly #words: Int32Array;
  readonly #longs: BigUint64Array;
  readonly #base: number;
  #records = 0;
  #used = HEADER;

  /** `bytes` of memory, records included. */
  constructor(bytes: number) {
    this.memory = lastingMemory(bytes);
    this.#view = new DataView(this.memory.buffer);
    this.#words = new Int32Array(this.memory.buffer);
    this.#longs = new BigUint64Array(this.memory.buffer);
    this.#base = Number(addressOf(this.memory)); // user-space addresses fit in 48 bits
  }

  /** Records to run. */
  get records(): number {
    return this.#records;
  }

  /** Writes the submission's records; false when the arena has no room left for it. */
  add(submission: Submission): boolean {
    const { step } = submission;
    if (step instanceof Call) {
      if (!this.#fits(step, 1)) return false;
      this.#write(step, 0);
    } else {
      const first = this.#records;
      for (let i = 0; i < step.length; i++) {
        const call = step.call(i);
        if (!this.#fits(call, step.length - i)) {
          this.#records = first;
          return false;
        }
        this.#write(call, call.args[0] === FIRST ? i * RECORD.size : 0);
      }
    }
    this.submissions.push(submission);
    return true;
  }

  /** Makes room for the next trip. */
  reset(): void {
    this.#records = 0;
    this.#used = HEADER;
    this.submissions.length = 0;
  }

  /** Hands every submission its result. `each` sees every call's result first, and that of the chain that it is in. */
  deliver(each: (call: Call, result: number, first?: number) => void): void {
    let record = 0;
    for (const submission of this.submissions) {
      const { step } = submission;
      let result: number;
      if (step instanceof Call) {
        result = this.#result(step, record);
        each(step, result);
        this.#show(step, record++);
      } else {
        step.results.length = 0;
        for (let i = 0; i < step.length; i++) {
          const call = step.call(i);
          const one = this.#result(call, record + i);
          step.results.push(one);
          if (one !== -SKIPPED) each(call, one, step.results[0]);
        }
        for (let i = 0; i < step.length; i++) this.#show(step.call(i), record++);
        result = step.results[0]!;
      }
      submission.complete(result);
    }
  }

  #fits(call: Call, records: number): boolean {
    if (this.#records + records > RECORDS) return false;
    let bytes = 0;
    const { parameters } = call.binding.entry;
    for (let i = 0; i < parameters.length; i++) {
      const { role } = parameters[i]!;
      if (role === "text") bytes += Math.min(TEXT_SIZE, (call.args[i] as string).length * 3 + 1) + 8;
      else if (role === "wide") bytes += Math.min(WIDE_SIZE, (call.args[i] as string).length * 2 + 2) + 16;
      else if (role === "space") bytes += rounded(call.args[i] as Space) + 16;
      else if (role === "copied" && call.args[i] !== null) bytes += (call.args[i] as Uint8Array).byteLength + 8;
    }
    if (bytes > this.memory.length - HEADER) throw new RangeError(`${call.binding.name}: ${bytes} bytes of arguments`);
    return this.#used + bytes <= this.memory.length;
  }

  #write(call: Call, link: number): void {
    const at = this.#records++ * RECORD.size;
    const { binding, args } = call;
    const { parameters } = binding.entry;
    this.#longs[at >> 3] = binding.address();
    let space = this.#take(spaceOf(call));
    for (let i = 0; i < parameters.length; i++) {
      const word = (at + RECORD.arguments + i * 8) >> 2;
      const argument = args[i];
      switch (parameters[i]!.role) {
        case "value":
          if (typeof argument === "bigint") this.#longs[word >> 1] = argument;
          else this.#store(word, argument as number);
          break;
        case "text":
          this.#store(word, this.#base + this.#text(argument as string | Uint8Array));
          break;
        case "wide":
          this.#store(word, this.#base + this.#wide(argument as string));
          break;
        case "space":
          this.#store(word, this.#base + space);
          space += rounded(argument as Space);
          break;
        case "copied":
          this.#store(word, argument === null ? 0 : this.#base + this.#copy(argument as Uint8Array));
          break;
        case "bytes":
          if (argument === null) this.#store(word, 0);
          else this.#longs[word >> 1] = addressOf(argument as Uint8Array);
      }
    }
    this.#words[(at + RECORD.link) >> 2] = link;
  }

  /** A number as 64 bits in two halves: cheaper than a BigInt. */
  #store(word: number, value: number): void {
    this.#words[word] = value; // modulo 2^32
    this.#words[word + 1] = value >= 0 && value < 0x8000_0000 ? 0 : Math.floor(value / 0x1_0000_0000);
  }

  #take(bytes: number): number {
    const at = (this.#used + 15) & ~15;
    this.#used = at + bytes;
    return at;
  }

  #text(text: string | Uint8Array): number {
    const at = this.#used;
    this.#used += writeText(text, this.memory, at);
    return at;
  }

  #wide(text: string): number {
    const at = this.#take(Math.min(WIDE_SIZE, 2 * text.length + 2));
    writeWide(text, this.memory.subarray(at, this.#used));
    return at;
  }

  #copy(bytes: Uint8Array): number {
    const at = this.#take(bytes.byteLength);
    this.memory.set(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), at);
    return at;
  }

  /**
   * Says where a call's output stands, just before that is read: a call may be other chains', too, which were written
   * after this one, or made by whoever was told of its result.
   */
  #show(call: Call, record: number): void {
    const { output } = call.binding;
    if (output < 0) return;
    const place = (record * RECORD.size + RECORD.arguments + output * 8) >> 2;
    call.view = this.#view;
    call.at = (this.#words[place]! >>> 0) + this.#words[place + 1]! * 0x1_0000_0000 - this.#base;
  }

  #result(call: Call, record: number): number {
    const word = (record * RECORD.size + RECORD.result) >> 2;
    const low = this.#words[word]!;
    // The upper half of an int or ssize_t is undefined, or repeats the sign.
    const result = call.binding.entry.result.native === "i64"
      ? (low >>> 0) + this.#words[word + 1]! * 0x1_0000_0000
      : low;
    const error = this.#words[(record * RECORD.size + RECORD.error) >> 2]! >>> 0;
    if (call.binding.entry.result.native === "u8") return converted(call.binding.entry, low & 0xff, error);
    return low === -1 && error === SKIPPED ? -SKIPPED : converted(call.binding.entry, result, error);
  }
}

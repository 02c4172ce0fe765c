/**
 * Transfers: `NtReadFile` and `NtWriteFile`, which `ReadFile` and `WriteFile` call. Their status is their result, so it
 * comes back as data from whichever thread, and tells what is over from what is under way (`STATUS_PENDING`).
 *
 * Synchronously, an event is waited for. Asynchronously, a read of a file that is not large is begun on this thread,
 * which does not wait: what is not in the cache is read by the system. Writes begin in the pool: NTFS makes a file longer
 * before it returns. What is under way then ends at the completion port.
 */
import type { CallEntry } from "../../../ffi/c_types.ts";
import { attach, expect, expectNothing } from "../../call/completion_port.ts";
import { errorName } from "../../call/errno.ts";
import { meant } from "../../call/failure.ts";
import { submit, withdraw } from "../../call/pool.ts";
import { type Awaited, type Call, NOT_NOW, type Step, Wait } from "../../call/program.ts";
import { Hold } from "../../call/reactor.ts";
import { perform } from "../../call/synchronous.ts";
import type { Descriptor } from "../contract.ts";
import { laneFor, mayReadNow } from "../posix/lane.ts";
import { c, kernel32, ntdll } from "./kernel32.ts";
import { AT_END, type OpenFile, stateOf } from "./open_files.ts";
import { giveBack, type Overlapped, ownEvent, takeOverlapped } from "./overlapped.ts";
import { sizeIn, sizeOf } from "./position.ts";
import { win32Number } from "./status.ts";

/** One transfer moves less than 2 GiB. */
const MOST = 0x7fff_f000;
/** Ends of a file and of a pipe; what is left of a message for the next read. */
const ENDS = new Set(["EOF", "EPIPE"]);
const PART = "EMSGSIZE";
/** The first NTSTATUS that is no success. */
const FAILED = 0x8000_0000;

/** A transfer, from its beginning to its end. */
export class Transfer implements Awaited {
  step!: Call;
  readonly #file: Descriptor;
  readonly #state: OpenFile;
  readonly #bytes: Uint8Array;
  readonly #offset: number | undefined;
  readonly #overlapped: Overlapped = takeOverlapped();
  #start: number | "end" = 0;
  #pending = false;
  #givenUp = false;
  #packet: { readonly status: number; readonly bytes: number } | undefined;
  #hold: Hold | undefined;
  #done: (result: number) => void = () => {};

  /** Without an offset it is at the position, which moves. */
  constructor(file: Descriptor, readonly reads: boolean, bytes: Uint8Array, offset?: number) {
    this.#file = file;
    this.#state = stateOf(file.fd);
    this.#bytes = bytes.byteLength > MOST ? bytes.subarray(0, MOST) : bytes;
    this.#offset = offset;
  }

  /** Makes it on this thread, if that cannot wait: its result, or `NOT_NOW`. */
  now(): number {
    if (!this.reads || !mayReadNow(this.#file, this.#bytes.byteLength)) return NOT_NOW;
    this.#prepare();
    const status = perform(this.step, 0);
    if (status !== c.STATUS_PENDING) return this.#over(status, this.#overlapped.transferred);
    this.#pending = true;
    return NOT_NOW;
  }

  begin(done: (result: number) => void): () => boolean {
    this.#done = done;
    if (this.#pending) {
      this.#expect();
      this.#await();
    } else {
      this.#prepare();
      this.#expect();
      submit(this);
    }
    return () => this.#giveUp();
  }

  /** What the pool brings; the packet may have come before it. */
  complete(status: number): void {
    this.#pending = true;
    if (status !== c.STATUS_PENDING) this.#end(status, this.#overlapped.transferred);
    else if (this.#packet !== undefined) this.#end(this.#packet.status, this.#packet.bytes);
    else {
      this.#await();
      if (this.#givenUp) this.#cancel();
    }
  }

  here(): number {
    this.#prepare(ownEvent());
    const status = perform(this.step, 0);
    if (status !== c.STATUS_PENDING) return this.#over(status, this.#overlapped.transferred);
    perform(kernel32.GetOverlappedResult(this.#file.fd, this.#overlapped.bytes, { size: 4 }, 1), 0);
    return this.#over(resultIn(this.#overlapped.status), this.#overlapped.transferred);
  }

  #prepare(event = 0): void {
    const state = this.#state;
    this.#start = state.appends && !this.reads ? "end" : this.#offset ?? positionOf(this.#file, state);
    const overlapped = this.#overlapped;
    overlapped.set(this.#file.manner === "stream" ? 0 : this.#start, event);
    if (event === 0) state.attached ??= attach(this.#file.fd);
    const context = event === 0 && state.attached ? overlapped.bytes : null;
    const bytes = this.#bytes;
    const call = this.reads ? ntdll.NtReadFile : ntdll.NtWriteFile;
    const length = bytes.byteLength;
    const { bytes: block, place } = overlapped;
    const step = call(this.#file.fd, event, null, context, block, bytes, length, place, null);
    this.step = step.via(laneFor(this.#file, length));
  }

  /** From here on the port may tell of its end. */
  #expect(): void {
    if (this.#state.attached !== true) return;
    expect(this.#overlapped.address, (status, bytes) => {
      this.#packet = { status: resultIn(status), bytes };
      if (this.#pending) this.#end(this.#packet.status, bytes);
    });
  }

  /** It is under way: the reactor brings the packet. A handle that cannot be attached is waited for by a call. */
  #await(): void {
    if (this.#state.attached === true) this.#hold = new Hold();
    else {
      const step = kernel32.GetOverlappedResult(this.#file.fd, this.#overlapped.bytes, { size: 4 }, 1);
      submit({ step, complete: () => this.#end(resultIn(this.#overlapped.status), this.#overlapped.transferred) });
    }
  }

  /** Cancels what is under way, and answers whether there is an end still to come. */
  #giveUp(): boolean {
    this.#givenUp = true;
    if (this.#pending) this.#cancel();
    else if (withdraw(this)) {
      this.#free();
      return false;
    }
    return true;
  }

  #cancel(): void {
    perform(kernel32.CancelIoEx(this.#file.fd, this.#overlapped.bytes), 0);
  }

  #end(status: number, bytes: number): void {
    this.#hold?.release();
    this.#done(this.#over(status, bytes));
  }

  #free(): void {
    expectNothing(this.#overlapped.address);
    giveBack(this.#overlapped);
  }

  /** The result of a transfer that is over: of its call's result and its bytes. */
  #over(status: number, bytes: number): number {
    this.#free();
    const result = resultOf(this.step.binding.entry, this.reads, status, bytes);
    if (result < 0) return result;
    this.step.binding.bytes += result;
    if (this.#offset === undefined) this.#state.position = this.#start === "end" ? AT_END : this.#start + result;
    return result;
  }
}

/** An NTSTATUS from memory as calls return it: 0, or minus an error's or a warning's. */
function resultIn(status: number): number {
  return status < FAILED ? 0 : -status;
}

/** Bytes moved, or minus the number of Win32's error. */
function resultOf(entry: CallEntry, reads: boolean, status: number, bytes: number): number {
  if (status >= 0) return bytes;
  if (status > -FAILED) return status; // the call could not be made
  const number = win32Number(status);
  const name = errorName(number);
  if (reads && ENDS.has(name)) return 0;
  return reads && name === PART ? bytes : -meant(entry, number);
}

/** The position; behind what was written to the end, the size tells it. */
function positionOf(file: Descriptor, state: OpenFile): number {
  if (state.position === AT_END) {
    const ask = sizeOf(file.fd);
    state.position = perform(ask, 0) < 0 ? 0 : sizeIn(ask);
  }
  return state.position;
}

/** A step that may be over at once. */
class TransferStep extends Wait {
  readonly now: () => number;
  constructor(transfer: Transfer) {
    super(transfer);
    this.now = () => transfer.now();
  }
}

/** `read` */
export function read(file: Descriptor, buffer: Uint8Array): Step {
  return new TransferStep(new Transfer(file, true, buffer));
}

/** `pread` */
export function readAt(file: Descriptor, buffer: Uint8Array, offset: number): Step {
  return new TransferStep(new Transfer(file, true, buffer, offset));
}

/** `write` */
export function write(file: Descriptor, data: Uint8Array): Step {
  return new TransferStep(new Transfer(file, false, data));
}

/** `pwrite` */
export function writeAt(file: Descriptor, data: Uint8Array, offset: number): Step {
  return new TransferStep(new Transfer(file, false, data, offset));
}

/**
 * `OVERLAPPED`s: where the system leaves what became of a transfer. Their memory is never freed, but taken again: a
 * transfer, or a lock that is waited for, may end after the worker that began it was terminated.
 */
import { OVERLAPPED } from "../../../ffi/windows/structs.ts";
import { lastingMemory } from "../../call/lasting.ts";
import { addressOf } from "../../call/scratch.ts";
import { perform } from "../../call/synchronous.ts";
import { c, kernel32 } from "./kernel32.ts";

/** The offset that stands for the end of the file (`FILE_WRITE_TO_END_OF_FILE`, `wdm.h`). */
const END = 0xffff_ffff;

/** Bytes reserved at once: what Windows gives addresses in. */
const CHUNK = 64 << 10;
let chunk = new Uint8Array(0);
let used = 0;

function room(): Uint8Array<ArrayBuffer> {
  if (used + OVERLAPPED.size > chunk.byteLength) {
    chunk = lastingMemory(CHUNK);
    used = 0;
  }
  return chunk.subarray(used, used += OVERLAPPED.size);
}

/** An `OVERLAPPED`, whose start is an `IO_STATUS_BLOCK`. */
export class Overlapped {
  readonly bytes: Uint8Array<ArrayBuffer> = room();
  readonly address: number = Number(addressOf(this.bytes));
  /** The offset, as ntdll takes it. */
  readonly place: Uint8Array<ArrayBuffer> = this.bytes.subarray(OVERLAPPED.Offset.offset);
  readonly #view = new DataView(this.bytes.buffer, this.bytes.byteOffset, OVERLAPPED.size);

  /** Makes it ready for a transfer at `offset`, or to the end of the file. */
  set(offset: number | "end", event: number): void {
    if (offset === "end") this.setAt(END, END, event);
    else this.setAt(offset >>> 0, Math.floor(offset / 0x1_0000_0000), event);
  }

  /** Makes it ready for an offset by its halves. */
  setAt(low: number, high: number, event: number): void {
    this.bytes.fill(0);
    OVERLAPPED.Offset.set(this.#view, 0, low);
    OVERLAPPED.OffsetHigh.set(this.#view, 0, high);
    // The low bit keeps the completion port out of it ("GetQueuedCompletionStatus function", Microsoft).
    OVERLAPPED.hEvent.set(this.#view, 0, event === 0 ? 0n : BigInt(event | 1));
  }

  /** Says that it is under way, as Windows does before it begins, and Wine does not. */
  begin(): void {
    OVERLAPPED.Internal.set(this.#view, 0, BigInt(c.STATUS_PENDING));
  }

  /** The transfer's NTSTATUS, and its bytes. */
  get status(): number {
    return OVERLAPPED.Internal.low(this.#view, 0);
  }
  get transferred(): number {
    return OVERLAPPED.InternalHigh.get(this.#view, 0);
  }
}

const spare: Overlapped[] = [];

/** One that nothing is under way with. */
export function takeOverlapped(): Overlapped {
  return spare.pop() ?? new Overlapped();
}

/** Gives one back that nothing is under way with any more. */
export function giveBack(overlapped: Overlapped): void {
  spare.push(overlapped);
}

/** A new event, not set: 0 when there is none to have. */
export function newEvent(): number {
  return Math.max(0, perform(kernel32.CreateEventW(null, 1, 0, null), 0));
}

let event = 0;

/** The event that this thread waits for: it only ever waits for one thing. */
export function ownEvent(): number {
  return event ||= newEvent();
}

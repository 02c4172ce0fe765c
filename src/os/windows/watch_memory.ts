/**
 * Memory that the system fills with changes. A request may still be under way when its watcher is closed or its worker is
 * terminated, so it is never freed: a slot is taken again when its packet has come and its content has been read.
 */
import { OVERLAPPED } from "../../../ffi/windows/structs.ts";
import { lastingMemory } from "../../call/lasting.ts";
import { addressOf } from "../../call/scratch.ts";

/** Bytes reserved at once: what Windows gives addresses in. */
const CHUNK = 64 << 10;

/** An `OVERLAPPED` and room for changes. */
export class Slot {
  readonly overlapped: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView<ArrayBuffer>;
  readonly address: number;
  #arrived = false;
  #read = false;
  readonly #state: DataView<ArrayBuffer>;

  constructor(memory: Uint8Array<ArrayBuffer>, at: number, readonly size: number) {
    this.overlapped = memory.subarray(at, at + OVERLAPPED.size);
    this.bytes = memory.subarray(at + OVERLAPPED.size, at + OVERLAPPED.size + size);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, size);
    this.#state = new DataView(memory.buffer, this.overlapped.byteOffset, OVERLAPPED.size);
    this.address = Number(addressOf(this.overlapped));
  }

  /** Makes it ready for a request. */
  clear(): void {
    this.overlapped.fill(0);
    this.#arrived = this.#read = false;
  }

  /** The NTSTATUS of its request: `STATUS_PENDING` while it is under way. */
  get status(): number {
    return OVERLAPPED.Internal.low(this.#state, 0);
  }

  /** Bytes that were filled. */
  get filled(): number {
    return OVERLAPPED.InternalHigh.get(this.#state, 0);
  }

  /** The packet has come. */
  arrived(): void {
    this.#arrived = true;
    this.#free();
  }

  /** What it holds is not needed any more. */
  read(): void {
    this.#read = true;
    this.#free();
  }

  /** No request was made with it. */
  unused(): void {
    this.#arrived = this.#read = true;
    this.#free();
  }

  #free(): void {
    if (!this.#arrived || !this.#read) return;
    const others = spare.get(this.size);
    if (others === undefined) spare.set(this.size, [this]);
    else others.push(this);
  }
}

const spare = new Map<number, Slot[]>();

/** A slot with room for `size` bytes of changes, a multiple of 16. */
export function takeSlot(size: number): Slot {
  const slot = spare.get(size)?.pop() ?? made(size);
  slot.clear();
  return slot;
}

function made(size: number): Slot {
  const each = OVERLAPPED.size + size;
  const memory = lastingMemory(Math.max(CHUNK, each));
  const [first, ...others] = Array.from(
    { length: Math.max(1, Math.floor(CHUNK / each)) },
    (_, i) => new Slot(memory, i * each, size),
  );
  for (const other of others) other.unused();
  return first!;
}

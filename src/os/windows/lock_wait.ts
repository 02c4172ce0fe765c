/**
 * Standing in line for a lock: a `LockFileEx` that is under way until Windows grants it, first come first served among
 * all processes, of which the completion port tells. It is ended by `CancelIoEx`. Where such a call never ends (Wine
 * says that it is under way and forgets it), nobody stands in line: who waits tries again.
 */
import { attach, expect, expectNothing } from "../../call/completion_port.ts";
import { errorName, failureOf } from "../../call/errno.ts";
import type { Interest } from "../../call/poller.ts";
import { Hold } from "../../call/reactor.ts";
import { perform } from "../../call/synchronous.ts";
import { type Bytes, halves, sameBytes } from "./lock_call.ts";
import { c, kernel32 } from "./kernel32.ts";
import { isCurrent, type OpenFile, stateOf } from "./open_files.ts";
import { giveBack, type Overlapped, takeOverlapped } from "./overlapped.ts";

const EAGAIN = failureOf("EAGAIN");
const ENOSYS = failureOf("ENOSYS");
/** Milliseconds that the end of a call that was cancelled may take to be seen here. */
const SOON = 100;
/** The first NTSTATUS that is no success. */
const FAILED = 0x8000_0000;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Whether a call that must wait ends at all: known when the first one was cancelled. */
let lines = true;

/** Somebody in line for bytes of a file. */
export class LockWait implements Interest {
  readonly #fd: number;
  readonly #state: OpenFile;
  readonly #bytes: Bytes;
  readonly #exclusive: boolean;
  readonly #listener: () => void;
  readonly #overlapped: Overlapped = takeOverlapped();
  #hold: Hold | undefined;
  /** What the packet said. */
  #told: number | undefined;
  #ended = false;
  /** Whether there is nothing of it to be let go of any more. */
  #settled = false;

  constructor(fd: number, bytes: Bytes, exclusive: boolean, listener: () => void) {
    this.#fd = fd;
    this.#state = stateOf(fd);
    this.#bytes = bytes;
    this.#exclusive = exclusive;
    this.#listener = listener;
  }

  /** Stands in line: 0, or minus the error number when there is no line. */
  begin(): number {
    this.#state.attached ??= attach(this.#fd);
    if (!this.#state.attached) return this.#none(ENOSYS);
    const overlapped = this.#overlapped;
    overlapped.setAt(...halves(this.#bytes.start), 0);
    overlapped.begin();
    expect(overlapped.address, (status) => this.#over(status));
    const flags = this.#exclusive ? c.LOCKFILE_EXCLUSIVE_LOCK : 0;
    const { length } = this.#bytes;
    const result = perform(kernel32.LockFileEx(this.#fd, flags, 0, ...halves(length), overlapped.bytes), 0);
    if (errorName(result) === "EINPROGRESS") {
      this.#hold = new Hold();
      (this.#state.waits ??= new Set()).add(this);
      return 0;
    }
    expectNothing(overlapped.address);
    // Free by now: the next try will get it, or learn of another who was faster.
    if (result > 0) this.#unlock();
    return this.#none(result > 0 ? EAGAIN : result);
  }

  /** Takes over the lock, if it is the one that was waited for and has come. */
  takes(bytes: Bytes, exclusive: boolean): boolean {
    if (!this.#isHeld || exclusive !== this.#exclusive || !sameBytes(bytes, this.#bytes)) return false;
    this.#settled = true;
    return true;
  }

  /** Leaves the line; a lock that has come meanwhile, and was not taken over, is let go of. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#state.waits?.delete(this);
    if (this.#told === undefined) this.#hold?.release();
    if (this.#status === c.STATUS_PENDING) this.#cancel();
    this.#settle();
  }

  #cancel(): void {
    const found = perform(kernel32.CancelIoEx(this.#fd, this.#overlapped.bytes), 0) > 0;
    // Nobody knows of a call that has not ended either: none will ever end.
    if (!found) lines = this.#status !== c.STATUS_PENDING;
    const given = performance.now() + SOON;
    while (found && this.#status === c.STATUS_PENDING && performance.now() < given) Atomics.wait(pause, 0, 0, 1);
  }

  /** The packet has come: of a lock, or of its being cancelled. */
  #over(status: number): void {
    this.#told = status;
    giveBack(this.#overlapped);
    if (this.#ended) return this.#settle();
    this.#hold?.release();
    this.#listener();
  }

  /** The call's NTSTATUS: Windows writes it before it sends the packet. */
  get #status(): number {
    return this.#told ?? this.#overlapped.status;
  }

  get #isHeld(): boolean {
    const status = this.#status;
    return !this.#settled && status !== c.STATUS_PENDING && status < FAILED;
  }

  #settle(): void {
    if (!this.#isHeld) return;
    this.#settled = true;
    this.#unlock();
  }

  #unlock(): void {
    if (!isCurrent(this.#fd, this.#state)) return; // closing has let go of it
    const at = takeOverlapped();
    at.setAt(...halves(this.#bytes.start), 0);
    perform(kernel32.UnlockFileEx(this.#fd, 0, ...halves(this.#bytes.length), at.bytes), 0);
    giveBack(at);
  }

  #none(result: number): number {
    giveBack(this.#overlapped);
    return result;
  }
}

/** Stands in line for bytes, or minus the error number when there is no line. */
export function waitInLine(fd: number, bytes: Bytes, exclusive: boolean, listener: () => void): Interest | number {
  if (!lines) return ENOSYS;
  const wait = new LockWait(fd, bytes, exclusive, listener);
  const result = wait.begin();
  return result < 0 ? result : wait;
}

/** Whether a lock that a handle stood in line for has come; it is the caller's then. */
export function grantedOf({ waits }: OpenFile, bytes: Bytes, exclusive: boolean): boolean {
  for (const wait of waits ?? []) if (wait.takes(bytes, exclusive)) return true;
  return false;
}

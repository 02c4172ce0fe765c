/**
 * `ReadDirectoryChangesW`, asked again and again. The system keeps changes between two requests, in a buffer as large as
 * ours, which the first request on a handle makes; when that is too small, all are dropped, and it says so.
 */
import { WATCHING } from "../../../ffi/windows/watching.ts";
import { expect, expectNothing } from "../../call/completion_port.ts";
import { bind } from "../../call/library.ts";
import { perform } from "../../call/synchronous.ts";
import { c, kernel32 } from "./kernel32.ts";
import { win32Number } from "./status.ts";
import { type Slot, takeSlot } from "./watch_memory.ts";
import { type ChangeRecord, recordsIn } from "./watch_records.ts";

/** What else watching asks of kernel32. */
export const watchCalls = bind(WATCHING);

const { ReadDirectoryChangesW, ReadDirectoryChangesExW } = watchCalls;

/** The first NTSTATUS that is no success. */
const FAILED = 0x8000_0000;

/** What is watched of a directory. */
export interface Scope {
  /** Whether all that is below it, too, and by which file: Windows 10 1709, NTFS. */
  readonly tree: boolean;
  /** `FILE_NOTIFY_CHANGE_…`. */
  readonly filter: number;
  /** Bytes for changes: a multiple of 16. */
  readonly bytes: number;
}

/** Changes that a request has brought. */
export interface Taken {
  readonly records: readonly ChangeRecord[];
  /** Whether changes were dropped. */
  readonly lost: boolean;
}

/** A directory that the system tells the changes of. */
export class WatchRequest {
  /** Minus the error number, when the system tells no more. */
  ended = 0;
  #armed: Slot | undefined;

  /** `wake` is called when there is something to {@link take}. */
  constructor(readonly handle: number, readonly scope: Scope, readonly wake: () => void) {}

  /** Begins, of a handle of which all packets come; 0 or minus the error number. */
  begin(): number {
    return this.#arm();
  }

  #arm(): number {
    const { tree, filter, bytes } = this.scope;
    const slot = takeSlot(bytes);
    // A packet comes also for what is over at once, and for what was cancelled.
    expect(slot.address, () => {
      slot.arrived();
      if (this.#armed === slot) this.wake();
    });
    const result = perform(
      tree
        ? ReadDirectoryChangesExW(
          this.handle,
          slot.bytes,
          bytes,
          1,
          filter,
          null,
          slot.overlapped,
          null,
          c.ReadDirectoryNotifyExtendedInformation,
        )
        : ReadDirectoryChangesW(this.handle, slot.bytes, bytes, 0, filter, null, slot.overlapped, null),
      0,
    );
    if (result > 0) {
      this.#armed = slot;
      return 0;
    }
    this.#armed = undefined;
    expectNothing(slot.address);
    slot.unused();
    return result;
  }

  /** What has come since; asked for more before anybody looks at it. Undefined when there is nothing. */
  take(): Taken | undefined {
    const slot = this.#armed;
    if (slot === undefined || slot.status === c.STATUS_PENDING) return undefined;
    // By memory: whether GetOverlappedResult takes "there was too much" for a failure depends on the system.
    const { status, filled } = slot;
    const failed = status >= FAILED;
    if (failed) this.#armed = undefined;
    this.ended = failed ? -win32Number(-status) : Math.min(0, this.#arm());
    const records = failed ? [] : recordsIn(slot.view, filled, this.scope.tree);
    slot.read();
    // STATUS_NOTIFY_ENUM_DIR, or no bytes.
    return { records, lost: !failed && filled === 0 };
  }

  /** Ends it: memory and packet are looked after by themselves. */
  close(): void {
    const slot = this.#armed;
    this.#armed = undefined;
    if (slot !== undefined) {
      perform(kernel32.CancelIoEx(this.handle, slot.overlapped), 0);
      slot.read();
    }
    perform(kernel32.CloseHandle(this.handle), 0);
  }
}

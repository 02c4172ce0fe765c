/**
 * Windows' poller: one completion port. It lives as long as this thread's JavaScript, since a file once attached to a
 * port cannot be attached to another.
 */
import { KERNEL32 } from "../../ffi/windows/calls.ts";
import { WINDOWS_CONSTANTS as c } from "../../ffi/windows/constants.ts";
import { OVERLAPPED_ENTRY } from "../../ffi/windows/structs.ts";
import { errorName } from "./errno.ts";
import { systemError } from "./error.ts";
import { lastingMemory } from "./lasting.ts";
import { bind } from "./library.ts";
import { PATIENCE } from "./patience.ts";
import { pipeReady } from "./pipe_readiness.ts";
import type { Poller } from "./poller.ts";
import { submit } from "./pool.ts";
import { perform } from "./synchronous.ts";

const {
  CreateIoCompletionPort,
  GetQueuedCompletionStatusEx,
  PostQueuedCompletionStatus,
  SetFileCompletionNotificationModes,
} = bind(KERNEL32);

const INVALID_HANDLE_VALUE = -1;
/** Packets taken in one call. */
const ROOM = 256;

/** Told of one transfer: its NTSTATUS and its bytes. */
type Listener = (status: number, bytes: number) => void;

/** By the address of the `OVERLAPPED`: whatever the system may still write to is kept alive from here. */
const expected = new Map<number, Listener>();
/** The packets that a call has brought, and behind them how many they are. */
let packets: Uint8Array<ArrayBuffer> | undefined;
let view = new DataView(new ArrayBuffer(0));
const COUNT = ROOM * OVERLAPPED_ENTRY.size;
let port = 0;

function open(): void {
  if (port !== 0) return;
  packets ??= lastingMemory(COUNT + 4);
  view = new DataView(packets.buffer);
  const result = perform(CreateIoCompletionPort(INVALID_HANDLE_VALUE, 0, 0, 0), 0);
  if (result < 0) throw systemError(result, "CreateIoCompletionPort");
  port = result;
}

function take(milliseconds: number) {
  return GetQueuedCompletionStatusEx(port, packets!, ROOM, packets!.subarray(COUNT), milliseconds, 0);
}

/** How many packets a call brought: none is no failure. */
function counted(result: number): number {
  if (result > 0) return view.getUint32(COUNT, true);
  return errorName(result) === "ETIMEDOUT" ? 0 : result;
}

/**
 * Has the port told of a handle's transfers that were not over at once, or of all; false for a handle that cannot.
 */
export function attach(handle: number, skips = true): boolean {
  open();
  if (perform(CreateIoCompletionPort(handle, port, 0, 0), 0) < 0) return false;
  if (!skips) return true;
  const modes = c.FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | c.FILE_SKIP_SET_EVENT_ON_HANDLE;
  return perform(SetFileCompletionNotificationModes(handle, modes), 0) > 0;
}

/** Has `listener` told once when the transfer with the `OVERLAPPED` at `address` is over. */
export function expect(address: number, listener: Listener): void {
  expected.set(address, listener);
}

/** The transfer was over at once: nothing will be told of it. */
export function expectNothing(address: number): void {
  expected.delete(address);
}

/** The completion port, as the reactor drives it. */
export const completionPort: Poller = {
  open,
  close(): void {},
  wait: (begun) =>
    new Promise<number>((complete) => submit({ step: take(PATIENCE ?? c.INFINITE), complete, begun })).then((result) =>
      // The error stays with the thread when each call travels alone: look again, where it can be seen.
      result > 0 ? counted(result) : completionPort.look()
    ),
  look: () => counted(perform(take(0), 0)),
  wake(): void {
    perform(PostQueuedCompletionStatus(port, 0, 0, null), 0);
  },
  deliver(count: number): void {
    // What listeners begin may bring the next packets into the same memory.
    const told = Array.from({ length: count }, (_, i) => {
      const at = i * OVERLAPPED_ENTRY.size;
      return [
        OVERLAPPED_ENTRY.lpOverlapped.get(view, at),
        OVERLAPPED_ENTRY.Internal.low(view, at),
        OVERLAPPED_ENTRY.dwNumberOfBytesTransferred.get(view, at),
      ] as const;
    });
    for (const [address, status, bytes] of told) {
      const listener = expected.get(address);
      expected.delete(address);
      listener?.(status, bytes);
    }
  },
  ready: pipeReady,
};

/** A kqueue as the tests use it: one call a change, and what it brings as objects. */
import { KEVENT } from "../../ffi/darwin/structs.ts";
import { TIMESPEC } from "../../ffi/posix/structs.ts";
import { perform } from "../../src/call/synchronous.ts";
import { libsystem } from "../../src/os/darwin/libsystem.ts";

/** What `kevent` takes and gives. */
export interface Kevent {
  readonly ident: number;
  readonly filter: number;
  readonly flags: number;
  readonly fflags?: number;
  readonly data?: number;
}

/** Events taken in one call. */
const ROOM = 64;

/** Changes as bytes. */
export function kevents(...changes: readonly Kevent[]): Uint8Array {
  const bytes = new Uint8Array(changes.length * KEVENT.size);
  const view = new DataView(bytes.buffer);
  changes.forEach(({ ident, filter, flags, fflags = 0, data = 0 }, i) => {
    const at = i * KEVENT.size;
    KEVENT.ident.set(view, at, BigInt(ident));
    KEVENT.filter.set(view, at, filter);
    KEVENT.flags.set(view, at, flags);
    KEVENT.fflags.set(view, at, fflags);
    KEVENT.data.set(view, at, data);
  });
  return bytes;
}

/** A time in milliseconds. */
export function timespec(milliseconds: number): Uint8Array {
  const bytes = new Uint8Array(TIMESPEC.size);
  const view = new DataView(bytes.buffer);
  TIMESPEC.tv_sec.set(view, 0, Math.floor(milliseconds / 1000));
  TIMESPEC.tv_nsec.set(view, 0, (milliseconds % 1000) * 1_000_000);
  return bytes;
}

/** A kqueue until it is disposed. */
export class Queue {
  readonly fd: number = perform(libsystem.kqueue(), 0);

  /** Makes changes; the result of the call. */
  change(...changes: readonly Kevent[]): number {
    return perform(libsystem.kevent(this.fd, kevents(...changes), changes.length, null, 0, null), 0);
  }

  /** The events that have happened, or happen within a time. */
  events(milliseconds = 0, room = ROOM, changes: readonly Kevent[] = []): Required<Kevent>[] {
    const memory = new Uint8Array(room * KEVENT.size);
    const made = kevents(...changes);
    const call = libsystem.kevent(this.fd, made, changes.length, memory, room, timespec(milliseconds));
    const count = perform(call, 0);
    const view = new DataView(memory.buffer);
    return Array.from({ length: Math.max(count, 0) }, (_, i) => {
      const at = i * KEVENT.size;
      return {
        ident: Number(KEVENT.ident.get(view, at)),
        filter: KEVENT.filter.get(view, at),
        flags: KEVENT.flags.get(view, at),
        fflags: KEVENT.fflags.get(view, at),
        data: KEVENT.data.get(view, at),
      };
    });
  }

  /** What happened to the one descriptor that is watched, as `NOTE_*`. */
  notes(): number {
    return this.events().reduce((all, { fflags }) => all | fflags, 0);
  }

  [Symbol.dispose](): void {
    perform(libsystem.close(this.fd), 0);
  }
}

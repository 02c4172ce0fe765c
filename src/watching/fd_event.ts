/** Readiness of a descriptor. */
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";

/** What a descriptor is ready for. */
export interface FDEvent {
  /** Whether a read would not wait: there is data, or the end. */
  readonly readable: boolean;
  /** Whether a write would not wait: there is room, or nobody reads any more. */
  readonly writable: boolean;
  /** Whether the other end has gone, or there is an error. */
  readonly disconnect: boolean;
  /** Whether nothing of this was so before the time had passed. */
  readonly timedout: boolean;
}

/** Nothing happened in time. */
export const FD_TIMED_OUT: FDEvent = { readable: false, writable: false, disconnect: false, timedout: true };

const ENDS = p.POLLHUP | p.POLLERR;

/** What `poll(2)` says, as far as it was asked for. Behind an end, neither a read nor a write waits. */
export function fdEvent(happened: number, asked: number): FDEvent {
  const disconnect = (happened & ENDS) !== 0;
  const is = (event: number) => (asked & event) !== 0 && ((happened & event) !== 0 || disconnect);
  return { readable: is(p.POLLIN), writable: is(p.POLLOUT), disconnect, timedout: false };
}

/** What `poll(2)` is asked for. */
export function pollEvents({ readable = false, writable = false }: { readable?: boolean; writable?: boolean }): number {
  return (readable ? p.POLLIN : 0) | (writable ? p.POLLOUT : 0);
}

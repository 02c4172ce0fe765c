/** What one operating system brings to the reactor: `epoll.ts`, `kqueue.ts`, `completion_port.ts`. */
export interface Poller {
  /** Makes what waiting needs. */
  open(): void;
  /**
   * Waits on another thread until something has happened or {@link Poller.wake} was called: how many events, or minus
   * the error number. One call at a time. `begun` is told of the call itself, as Deno made it, where it is one.
   */
  wait(begun: (trip: Promise<unknown>) => void): Promise<number>;
  /** Looks without waiting, on this thread. */
  look(): number;
  /** Makes a pending {@link Poller.wait} return. */
  wake(): void;
  /** Tells the listeners of the events that the last call brought. */
  deliver(count: number): void;
  /** Frees what {@link Poller.open} made; no call is pending. */
  close(): void;
  /**
   * Tells `listener` whenever a descriptor is ready, level-triggered; events and results are `poll(2)`'s. Minus the
   * error number when it cannot be watched: `EPERM` for a file that is always ready.
   */
  ready(fd: number, events: number, listener: (events: number) => void): Interest | number;
}

/** Something that a listener is told of, until it ends. */
export interface Interest {
  end(): void;
}

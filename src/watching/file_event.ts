/** What has happened to a file. */
export interface FileEvent {
  /** Whether it, or a name in it, was created, removed or renamed. */
  readonly renamed: boolean;
  /** Whether its content or its attributes have changed. */
  readonly changed: boolean;
  /** Whether nothing has happened before the time had passed. */
  readonly timedout: boolean;
}

/** What a {@link FileEvent} says, as bits. */
export const RENAMED = 1;
/** See {@link RENAMED}. */
export const CHANGED = 2;

/** The event that says this: nothing has happened in time. */
export function fileEvent(flags: number): FileEvent {
  return { renamed: (flags & RENAMED) !== 0, changed: (flags & CHANGED) !== 0, timedout: flags === 0 };
}

/** How a program opens a file. */

/**
 * The modes of Python's `open`, as in fsspec: `r` reads what exists; `w` writes and empties it, or creates it; `a` writes
 * at the end, and creates it; `x` creates it and fails when it exists. With `+` the handle reads and writes.
 */
export type FsOpenMode = "r" | "r+" | "w" | "w+" | "a" | "a+" | "x" | "x+";

/** A mode in its parts. */
export interface OpenHow {
  /** As the program said it. */
  readonly mode: FsOpenMode;
  /** The handle reads. */
  readonly read: boolean;
  /** The handle writes. */
  readonly write: boolean;
  /** Every write goes to the end, wherever that is by then. */
  readonly append: boolean;
  /** Creates the file when it does not exist. */
  readonly create: boolean;
  /** Fails with `EEXIST` when something is there. */
  readonly exclusive: boolean;
  /** Empties it. */
  readonly truncate: boolean;
}

function how(mode: FsOpenMode): OpenHow {
  const kind = mode[0];
  const both = mode.endsWith("+");
  return {
    mode,
    read: kind === "r" || both,
    write: kind !== "r" || both,
    append: kind === "a",
    create: kind !== "r",
    exclusive: kind === "x",
    truncate: kind === "w",
  };
}

const MODES: readonly FsOpenMode[] = ["r", "r+", "w", "w+", "a", "a+", "x", "x+"];
const BY_MODE: ReadonlyMap<string, OpenHow> = new Map(MODES.map((mode) => [mode, how(mode)]));

/**
 * A mode in its parts.
 *
 * @throws {TypeError} It is none of {@link FsOpenMode}.
 */
export function openHow(mode: string): OpenHow {
  const found = BY_MODE.get(mode);
  if (found === undefined) {
    throw new TypeError(`FsOpen: mode must be one of ${MODES.join(", ")}: ${JSON.stringify(mode)}`);
  }
  return found;
}

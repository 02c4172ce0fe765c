/** Paths longer than the system's longest: opened a piece at a time. */
import { errorNumber } from "../../call/errno.ts";
import type { Call, Program } from "../../call/program.ts";
import { encodeName } from "../../call/text.ts";
import { posix } from "./libc.ts";

const ENAMETOOLONG = -errorNumber("ENAMETOOLONG");
/** Bytes of a piece: below every system's `PATH_MAX`, and above what a directory's longest name takes. */
const PIECE = 1000;

/**
 * Opens the directory at `path`, however long that is: `through` opens a directory on the way, `last` the one at the end.
 * Only for what one `open` has refused with `ENAMETOOLONG`.
 */
export function* openFar(
  at: number,
  path: string,
  through: (at: number, path: string) => Call,
  last: (at: number, path: string) => Call,
): Program<number> {
  const pieces = piecesOf(path);
  if (pieces === undefined) return ENAMETOOLONG;
  let opened: number | undefined;
  try {
    for (const piece of pieces.slice(0, -1)) {
      const next = yield through(opened ?? at, piece);
      if (opened !== undefined) yield posix.close(opened);
      opened = next < 0 ? undefined : next;
      if (next < 0) return next;
    }
    return yield last(opened ?? at, pieces.at(-1)!);
  } finally {
    if (opened !== undefined) yield posix.close(opened);
  }
}

/** The path in pieces at its slashes; undefined when a name in it is too long for any. */
function piecesOf(path: string): string[] | undefined {
  const pieces: string[] = [];
  let piece = path.startsWith("/") ? "/" : "";
  let length = piece.length;
  for (const name of path.split("/")) {
    if (name === "") continue;
    const bytes = encodeName(name).length;
    if (bytes > PIECE) return undefined;
    if (length + bytes >= PIECE) {
      pieces.push(piece);
      piece = "";
      length = 0;
    }
    piece += `${name}/`;
    length += bytes + 1;
  }
  // A slash at the end would follow a link there: it stays only where it was given.
  pieces.push(path.endsWith("/") ? piece : piece.replace(/\/$/, ""));
  return pieces;
}

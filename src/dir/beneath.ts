/** An open directory from which no path leads out. */
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import type { End, Operate } from "../fs/base.ts";
import { beneath } from "../os/beneath.ts";
import { names } from "../os/names.ts";
import { isRooted, lastSeparator, withoutEnd } from "../separators.ts";
import { Below } from "./below.ts";

/** Links at the end of a path before it counts as a loop: as many as Linux allows (path_resolution(7)). */
const LINKS = 40;
const EXDEV = failureOf("EXDEV");
const ENOENT = failureOf("ENOENT");
const ENOTDIR = failureOf("ENOTDIR");
const ELOOP = failureOf("ELOOP");

/** What an operation is done on: a name that is no way anywhere, in a directory below. */
interface Target {
  /** The directory's path, "" or ending in a slash. */
  readonly directory: string;
  readonly name: string;
}

/**
 * Paths relative to an open directory that stay in it. The directory that the last name is in is opened by
 * `os/beneath.ts`; the operation is then done on that name, which is never followed: where a link at the end leads is read
 * and gone through in the same way.
 */
export class Beneath extends Below {
  override *at<T>(path: string, end: End, operate: Operate<T>): Program<T | number> {
    if (path === "") return ENOENT;
    let target = targetOf(path, end);
    for (let links = 0; links <= LINKS; links++) {
      if (target === undefined) return EXDEV;
      const { directory } = target;
      const result: T | number | Led = yield* this.#in(target, end, operate);
      if (!(result instanceof Led)) return result;
      target = isRooted(result.text) ? undefined : targetOf(directory + result.text, end);
    }
    return ELOOP;
  }

  /** Does it on a name, unless that is a link that is to be followed. */
  *#in<T>({ directory, name }: Target, end: End, operate: Operate<T>): Program<T | number | Led> {
    const { fd } = this.place;
    const at = directory === "" ? fd : yield* beneath.open(fd, directory);
    if (at < 0) return at;
    try {
      if (end === "leads") {
        const text = yield* names.readlink(at, name);
        if (typeof text === "string") return new Led(text);
      }
      const result = yield* operate(at, name, false);
      // A directory is asked for, or what it is tells that it is a link.
      if (end !== "tells" || (result !== ELOOP && result !== ENOTDIR)) return result;
      const text = yield* names.readlink(at, name);
      return typeof text === "string" ? new Led(text) : result;
    } finally {
      if (at !== fd) yield* beneath.close(at);
    }
  }
}

/** A link, and its text. */
class Led {
  constructor(readonly text: string) {}
}

/** The last name of a path and the directory that it is in; undefined for a path that does not stay. */
function targetOf(path: string, end: End): Target | undefined {
  if (isRooted(path)) return undefined;
  const bare = withoutEnd(path);
  const start = lastSeparator(bare) + 1;
  const name = bare.slice(start);
  // What must be a directory, by a slash or dots at its end, is opened as one.
  if (name === "." || name === ".." || (bare !== path && end !== "itself")) return { directory: `${path}/`, name: "." };
  return { directory: bare.slice(0, start), name };
}

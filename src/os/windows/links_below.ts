/**
 * Links made below a directory's handle, wherever that directory is by now. `CreateSymbolicLinkW` takes paths only, and it
 * alone knows how to do without a privilege in developer mode: the link is made under a name that nobody has, and moved
 * by its handle to where it belongs. What somebody puts in the directory's place meanwhile never has the name asked for.
 */
import type { Program } from "../../call/program.ts";
import type { LinkKind } from "../names_contract.ts";
import { disposed } from "./disposal.ts";
import { closing } from "./keeping.ts";
import { c } from "./kernel32.ts";
import { junctionSet, junctionTarget, symlink } from "./links.ts";
import { move } from "./moving.ts";
import { HERE, placeOf } from "./place.ts";
import { createRelative } from "./relative.ts";
import { remove } from "./removal.ts";
import { usual } from "./usual.ts";

/** Makes a link with this name, as `relativeName` made it. */
export function* linkBelow(target: string, at: number, name: string, kind: LinkKind | undefined): Program<number> {
  const place = placeOf(at, name);
  if (typeof place === "number") return usual(place);
  if (kind === "junction") return usual(yield* junctionBelow(junctionTarget(target, place), at, name));
  const beside = place.replace(/[^\\]*$/, `.reseau-${crypto.randomUUID()}`);
  let moved = false;
  const made = yield* symlink(target, beside, kind);
  if (made < 0) return usual(made);
  try {
    const result = yield* move({ at: HERE, path: beside }, { at, path: name }, false);
    moved = result >= 0;
    return result;
  } finally {
    if (!moved) yield* remove(HERE, beside, false);
  }
}

/** A junction is a directory: made below the handle, and given what makes it one. */
function* junctionBelow(data: Uint8Array<ArrayBuffer>, at: number, name: string): Program<number> {
  const options = c.FILE_DIRECTORY_FILE | c.FILE_OPEN_REPARSE_POINT;
  const how = { disposition: c.FILE_CREATE, attributes: c.FILE_ATTRIBUTE_NORMAL, options };
  const fd = yield* createRelative(at, name, c.GENERIC_WRITE | c.DELETE, how);
  return fd < 0 ? fd : yield* closing(fd, filled(fd, data));
}

function* filled(fd: number, data: Uint8Array<ArrayBuffer>): Program<number> {
  let complete = false;
  try {
    const result = Math.min(0, yield junctionSet(fd, data));
    complete = result >= 0;
    return result;
  } finally {
    if (!complete) yield* disposed(fd);
  }
}

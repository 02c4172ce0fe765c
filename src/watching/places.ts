/** What lies on the way to a name, and would make it stand for something else. */
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { names } from "../os/names.ts";
import { joined } from "../fs/dir_entry.ts";
import { comparable, inSlashes, startOf } from "./path_forms.ts";

const EINVAL = failureOf("EINVAL");
/** As many links as the kernel follows. */
const LINKS = 40;

/** Directories on the way, and the names in each whose coming and going matters: of links, and of what is missing. */
export type Places = Map<string, Set<string>>;

/** The way to an absolute path, all links followed. */
export function* placesOf(path: string): Program<Places> {
  const places: Places = new Map();
  let directory = startOf(path);
  const pending = namesIn(path);
  for (let links = 0; pending.length > 0;) {
    const name = pending.pop()!;
    if (name === ".") continue;
    if (name === "..") {
      directory = above(directory);
      continue;
    }
    const here = places.get(directory) ?? new Set();
    places.set(directory, here);
    const below = joined(directory, name);
    const read = yield* names.readlink(names.HERE, below);
    if (typeof read === "string") {
      here.add(comparable(name));
      if (++links > LINKS) break;
      const target = inSlashes(read);
      // Windows' "\name" starts from the drive that it is on.
      if (startOf(target) !== "") directory = startOf(target) === "/" ? startOf(directory) : startOf(target);
      pending.push(...namesIn(target));
    } else if (read === EINVAL) directory = below;
    else {
      here.add(comparable(name));
      break;
    }
  }
  return places;
}

/** The names behind the start of a path, the last one first. */
function namesIn(path: string): string[] {
  return path.slice(startOf(path).length).split("/").filter((name) => name !== "").reverse();
}

function above(directory: string): string {
  const start = startOf(directory);
  const end = directory.lastIndexOf("/");
  return end < start.length ? start : directory.slice(0, end);
}

/** Whether two ways are the same. */
export function samePlaces(a: Places, b: Places): boolean {
  return a.size === b.size &&
    [...a].every(([directory, names]) => {
      const others = b.get(directory);
      return others?.size === names.size && [...names].every((name) => others.has(name));
    });
}

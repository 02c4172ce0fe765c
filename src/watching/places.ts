/** What lies on the way to a name, and would make it stand for something else. */
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { names } from "../os/names.ts";

const EINVAL = failureOf("EINVAL");
/** As many links as the kernel follows. */
const LINKS = 40;

/** Directories on the way, and the names in each whose coming and going matters: of links, and of what is missing. */
export type Places = Map<string, Set<string>>;

/** The way to an absolute path, all links followed. */
export function* placesOf(path: string): Program<Places> {
  const places: Places = new Map();
  const pending = path.split("/").filter((name) => name !== "").reverse();
  let directory = "/";
  for (let links = 0; pending.length > 0;) {
    const name = pending.pop()!;
    if (name === ".") continue;
    if (name === "..") {
      directory = directory.replace(/\/[^/]*$/, "") || "/";
      continue;
    }
    const here = places.get(directory) ?? new Set();
    places.set(directory, here);
    const below = directory === "/" ? `/${name}` : `${directory}/${name}`;
    const target = yield* names.readlink(names.HERE, below);
    if (typeof target === "string") {
      here.add(name);
      if (++links > LINKS) break;
      if (target.startsWith("/")) directory = "/";
      pending.push(...target.split("/").filter((name) => name !== "").reverse());
    } else if (target === EINVAL) directory = below;
    else {
      here.add(name);
      break;
    }
  }
  return places;
}

/** Whether two ways are the same. */
export function samePlaces(a: Places, b: Places): boolean {
  return a.size === b.size &&
    [...a].every(([directory, names]) => {
      const others = b.get(directory);
      return others?.size === names.size && [...names].every((name) => others.has(name));
    });
}

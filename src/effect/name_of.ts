/** Paths of a storage that knows names only. */
import { Failure } from "./failure.ts";

/**
 * The name of what a path leads to, for a storage without links: without slashes at both ends, doubled ones, and dots.
 * The root is "".
 *
 * @throws {Failure} `EXDEV`: it leads out of the root.
 */
export function nameOf(path: string): string {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (name !== "..") names.push(name);
    else if (names.pop() === undefined) throw new Failure("EXDEV", { detail: "it leads out of the root" });
  }
  return names.join("/");
}

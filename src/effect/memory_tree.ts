/** The names of a `MemoryHandler`, as POSIX has them: path_resolution(7), without links. */
import { Failure } from "./failure.ts";
import { MemoryDirectory, type MemoryNode } from "./memory_node.ts";

/** What a path leads to: a name in a directory, whatever is there. */
export interface Place {
  readonly parent: MemoryDirectory;
  /** "" of the root. */
  readonly name: string;
  readonly node: MemoryNode | undefined;
  /** It ends in a slash. */
  readonly asDirectory: boolean;
}

/** Goes to the directory that the last name of a path is in. */
export function placeAt(root: MemoryDirectory, path: string): Place {
  const way: MemoryDirectory[] = [root];
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  const asDirectory = /(^|\/)\.?$/.test(path);
  const last = names.at(-1) === ".." ? "" : names.pop() ?? "";
  for (const name of names) step(way, name);
  const parent = way.at(-1)!;
  if (last === "") return { parent, name: "", node: parent, asDirectory };
  return { parent, name: last, node: parent.entries.get(last), asDirectory };
}

/** Refuses a file whose path ends in a slash. */
export function requireDirectory({ node, asDirectory }: Place): void {
  if (asDirectory && node !== undefined && !(node instanceof MemoryDirectory)) throw new Failure("ENOTDIR");
}

function step(way: MemoryDirectory[], name: string): void {
  if (name === "..") {
    if (way.length === 1) throw new Failure("EXDEV", { detail: "it leads out of the root" });
    way.pop();
    return;
  }
  const node = way.at(-1)!.entries.get(name);
  if (node === undefined) throw new Failure("ENOENT");
  if (!(node instanceof MemoryDirectory)) throw new Failure("ENOTDIR");
  way.push(node);
}

/** What is at a path. */
export function nodeAt(root: MemoryDirectory, path: string): MemoryNode {
  const place = placeAt(root, path);
  if (place.node === undefined) throw new Failure("ENOENT");
  requireDirectory(place);
  return place.node;
}

/** Whether one directory is another, or somewhere in it. */
export function holds(outer: MemoryNode, inner: MemoryNode): boolean {
  if (outer === inner) return true;
  return outer instanceof MemoryDirectory && [...outer.entries.values()].some((node) => holds(node, inner));
}

/** Has what is at a place released; of a directory with all that it holds. */
export function released(node: MemoryNode): void {
  if (node instanceof MemoryDirectory) node.entries.forEach(released);
  else node.release();
}

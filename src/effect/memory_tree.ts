/** The names of a `MemoryHandler`, as POSIX has them: path_resolution(7), without links. */
import { Failure } from "./failure.ts";
import { MemoryDirectory, MemoryFile, type MemoryNode } from "./memory_node.ts";

/** What a path leads to: a name in a directory, whatever is there. */
export interface Place {
  readonly parent: MemoryDirectory;
  /** "" of the root. */
  readonly name: string;
  readonly node: MemoryNode | undefined;
  /** It ends in a slash, which means nothing where a name is made, removed or given. */
  readonly asDirectory: boolean;
}

/** Directories and the names in them. */
export class MemoryTree {
  readonly #root: MemoryDirectory;
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#root = new MemoryDirectory(now());
    this.#now = now;
  }

  /** Goes to the directory that the last name of a path is in. */
  placeAt(path: string): Place {
    const way: MemoryDirectory[] = [this.#root];
    const names = path.split("/").filter((name) => name !== "" && name !== ".");
    const asDirectory = /(^|\/)\.?$/.test(path);
    const last = names.at(-1) === ".." ? "" : names.pop() ?? "";
    for (const name of names) step(way, name);
    const parent = way.at(-1)!;
    const node = last === "" ? parent : parent.entries.get(last);
    return { parent, name: last, node, asDirectory };
  }

  /** What is at a path. */
  nodeAt(path: string): MemoryNode {
    const place = this.placeAt(path);
    if (place.node === undefined) throw new Failure("ENOENT");
    requireDirectory(place);
    return place.node;
  }

  /** Has a name lead to something, or to nothing. What it led to before is released. */
  put<T extends MemoryNode | undefined>({ parent, name, node }: Place, next: T): T {
    if (node !== undefined) released(node);
    if (next === undefined) parent.entries.delete(name);
    else parent.entries.set(name, next);
    parent.mtime = this.#now();
    return next;
  }

  /** See `Handler.remove`. */
  remove(path: string, recursive: boolean): void {
    const place = this.placeAt(path);
    if (place.node === undefined) throw new Failure("ENOENT");
    if (place.name === "") throw new Failure("EBUSY", { detail: "it has no name to remove" });
    if (!recursive) requireEmpty(place.node);
    this.put(place, undefined);
  }

  /** See `Handler.rename`. */
  rename(from: string, to: string): void {
    const [source, target] = [this.placeAt(from), this.placeAt(to)];
    const { node } = source;
    if (node === undefined) throw new Failure("ENOENT");
    if (source.name === "" || target.name === "") throw new Failure("EBUSY", { detail: "it has no name to replace" });
    if (target.node === node) return;
    if (holds(node, target.parent)) throw new Failure("EINVAL", { detail: "it would be in itself" });
    if (target.node !== undefined) requireReplaceable(target.node, source);
    source.parent.entries.delete(source.name);
    source.parent.mtime = this.#now();
    this.put(target, node);
  }

  /** See `Handler.mkdir`. */
  mkdir(path: string, recursive: boolean): void {
    const bare = path.replace(/\/+$/, "");
    if (recursive) return this.#makeAll(bare.split("/"));
    const place = this.placeAt(path);
    if (place.node !== undefined) throw new Failure("EEXIST");
    this.put(place, new MemoryDirectory(this.#now()));
  }

  #makeAll(names: readonly string[]): void {
    for (let count = 1; count <= names.length; count++) {
      const place = this.placeAt(`/${names.slice(0, count).join("/")}`);
      if (place.node === undefined) this.put(place, new MemoryDirectory(this.#now()));
      else if (place.node instanceof MemoryFile) throw new Failure(count === names.length ? "EEXIST" : "ENOTDIR");
    }
  }
}

function step(way: MemoryDirectory[], name: string): void {
  if (name === "..") {
    if (way.length === 1) throw new Failure("EXDEV", { detail: "it leads out of the root" });
    way.pop();
    return;
  }
  const node = way.at(-1)!.entries.get(name);
  if (node === undefined) throw new Failure("ENOENT");
  if (node instanceof MemoryFile) throw new Failure("ENOTDIR");
  way.push(node);
}

/** Refuses a file whose path ends in a slash. */
export function requireDirectory({ node, asDirectory }: Place): void {
  if (asDirectory && node instanceof MemoryFile) throw new Failure("ENOTDIR");
}

function requireEmpty(node: MemoryNode): void {
  if (node instanceof MemoryDirectory && node.entries.size > 0) throw new Failure("ENOTEMPTY");
}

function requireReplaceable(target: MemoryNode, source: Place): void {
  if (holds(target, source.parent)) throw new Failure("ENOTEMPTY");
  if (source.node instanceof MemoryDirectory && target instanceof MemoryFile) throw new Failure("ENOTDIR");
  if (source.node instanceof MemoryFile && target instanceof MemoryDirectory) throw new Failure("EISDIR");
  requireEmpty(target);
}

/** Whether one directory is another, or somewhere in it. */
function holds(outer: MemoryNode, inner: MemoryNode): boolean {
  if (outer === inner) return true;
  return outer instanceof MemoryDirectory && [...outer.entries.values()].some((node) => holds(node, inner));
}

/** Releases what a name led to; of a directory with all that it holds. */
function released(node: MemoryNode): void {
  if (node instanceof MemoryDirectory) node.entries.forEach(released);
  else node.release();
}

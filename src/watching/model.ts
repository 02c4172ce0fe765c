/** The trees as the events so far describe them. Whatever changes them here is reported, and nothing else is. */
import { joined } from "../fs/dir_entry.ts";
import { type Child, Folder } from "./folder.ts";
import type { Ignores } from "./ignore.ts";
import { asReplacing } from "./merge.ts";
import { PackedTree } from "./packed_tree.ts";
import type { WatchEvent } from "./watch_event.ts";

/** What a model needs of its watcher. */
export interface Surroundings {
  report(event: WatchEvent): void;
  /** A directory's watch serves nobody here any more. */
  forget(key: number): void;
  readonly ignores: Ignores | undefined;
}

/** The trees of one watcher. */
export class Model {
  /** Directories by what the system calls their watch: several, where one stands in several places (bind mounts). */
  readonly #byKey = new Map<number, Folder | Folder[]>();
  /** The last directory asked about: changes mostly come in one directory after the other. */
  #last: Folder | undefined;
  #lastPath = "";
  #lastSilent = false;

  readonly #packed = new Set<PackedTree>();

  constructor(readonly around: Surroundings) {}

  /** The directories that a watch stands for. */
  foldersOf(key: number): readonly Folder[] {
    const found = this.#byKey.get(key) ?? this.#unpacked(key);
    return found === undefined ? [] : Array.isArray(found) ? found : [found];
  }

  /** Whether a watch stands for any. */
  knows(key: number): boolean {
    if (this.#byKey.has(key)) return true;
    for (const tree of this.#packed) if (tree.keys.has(key)) return true;
    return false;
  }

  /** A tree to be packed. */
  pack(top: Folder, dev: number): PackedTree {
    const tree: PackedTree = new PackedTree(top, dev, (folder) => {
      this.#byKey.set(folder.key, folder);
      if (tree.keys.size === 0) this.#packed.delete(tree);
    });
    this.#packed.add(tree);
    return tree;
  }

  #unpacked(key: number): Folder | undefined {
    for (const tree of this.#packed) if (tree.keys.has(key)) return tree.folderOf(tree.keys.get(key));
    return undefined;
  }

  /** Says what a directory's watch is called; returns the directories that it stood for already. */
  setKey(folder: Folder, key: number): readonly Folder[] {
    if (folder.key === key) return [];
    this.clearKey(folder);
    const others = this.foldersOf(key);
    this.#byKey.set(key, others.length === 0 ? folder : [...others, folder]);
    folder.key = key;
    return others;
  }

  /** A directory is not watched any more. */
  clearKey(folder: Folder): void {
    const { key } = folder;
    if (key < 0) return;
    folder.key = -1;
    const rest = this.foldersOf(key).filter((other) => other !== folder);
    if (rest.length > 0) this.#byKey.set(key, rest.length === 1 ? rest[0]! : rest);
    else if (this.#byKey.delete(key)) this.around.forget(key);
  }

  /** The system has ended a watch; returns the directories that it stood for. */
  voidKey(key: number): readonly Folder[] {
    const folders = this.foldersOf(key);
    this.#byKey.delete(key);
    for (const folder of folders) folder.key = -1;
    return folders;
  }

  /** Whether something is to be left out. */
  ignored(folder: Folder, name: string, isDirectory: boolean): boolean {
    const { ignores } = this.around;
    return ignores !== undefined && ignores(joined(this.#pathOf(folder), name), folder.below(name), isDirectory);
  }

  /** Reports something about a child. */
  report(kind: WatchEvent["kind"], folder: Folder, name: string, isDirectory: boolean): void {
    const path = joined(this.#pathOf(folder), name);
    if (!this.#lastSilent) this.around.report({ kind, path, isDirectory });
  }

  /** Something has appeared under a new name. */
  add(folder: Folder, name: string, child: Child, isDirectory: boolean): void {
    (folder.children ??= new Map()).set(name, child);
    this.report("create", folder, name, isDirectory);
  }

  /** Puts something in the place of what a name stands for, and says nothing. */
  set(folder: Folder, name: string, child: Child): void {
    (folder.children ??= new Map()).set(name, child);
  }

  /** A child has gone: what stood in it is reported before it. */
  remove(folder: Folder, name: string, child: Child): void {
    if (child instanceof Folder) this.empty(child);
    this.report("remove", folder, name, child instanceof Folder);
    if (folder.children?.get(name) === child) folder.children.delete(name);
    this.#last = undefined;
  }

  /** All that stood in a directory has gone, and it is not watched any more. */
  empty(folder: Folder): void {
    for (const [name, child] of folder.children ?? []) this.remove(folder, name, child);
    folder.children = undefined;
    this.clearKey(folder);
  }

  /** A child has another name; what had that name is replaced. */
  move(from: Folder, name: string, child: Child, to: Folder, newName: string): void {
    const before = joined(this.#pathOf(from), name);
    const wasSilent = this.#lastSilent;
    if (from === to && name === newName) return;
    const replaced = to.children?.get(newName);
    // Only an empty directory can be replaced: what is known of it is from a look that was ahead of the changes.
    if (replaced instanceof Folder) this.empty(replaced);
    if (from.children?.get(name) === child) from.children.delete(name);
    this.set(to, newName, child);
    if (child instanceof Folder) {
      child.parent = to;
      child.name = newName;
    }
    const path = joined(this.#pathOf(to), newName);
    this.#last = undefined;
    const isDirectory = child instanceof Folder;
    if (wasSilent || this.#lastSilent) return;
    const event: WatchEvent = { kind: "rename", path, from: before, isDirectory };
    this.around.report(replaced === undefined ? event : asReplacing(event));
  }

  /** Forgets a tree without a word. */
  drop(folder: Folder): void {
    folder.dropPacked((key) => this.around.forget(key));
    for (const tree of this.#packed) if (tree.keys.size === 0) this.#packed.delete(tree);
    for (const child of folder.children?.values() ?? []) if (child instanceof Folder) this.drop(child);
    this.clearKey(folder);
    this.#last = undefined;
  }

  #pathOf(folder: Folder): string {
    if (this.#last !== folder) {
      this.#last = folder;
      this.#lastPath = folder.path;
      this.#lastSilent = folder.top.trunk!.silent;
    }
    return this.#lastPath;
  }

  /** Something about the trees has changed that is not seen from here: which of them is silent. */
  refresh(): void {
    this.#last = undefined;
  }
}

/** A file's place in a tree, or a directory's. */
export interface Place {
  readonly folder: Folder;
  readonly name: string;
  readonly child: Child;
}

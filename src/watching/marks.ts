/** What is told of besides the trees: the way to each root, and roots that are files. */
import type { Change } from "../os/watching_contract.ts";
import { namesChange } from "./changes.ts";
import { comparable } from "./path_forms.ts";
import type { Root } from "./root.ts";

/** Roots by the watches that they have set. */
export class Marks {
  readonly #all = new Map<number, Map<Root, ReadonlySet<string>>>();

  /** A root wants to be told of a watch: of itself, and of these names in it. */
  add(key: number, root: Root, names: ReadonlySet<string>): void {
    const roots = this.#all.get(key) ?? new Map();
    this.#all.set(key, roots.set(root, names));
  }

  /** A root wants so no more; whether nobody does. */
  delete(key: number, root: Root): boolean {
    const roots = this.#all.get(key);
    roots?.delete(root);
    return roots?.size === 0 && this.#all.delete(key);
  }

  /** Whether somebody wants to be told. */
  has(key: number): boolean {
    return this.#all.has(key);
  }

  /** Tells of a change: roots that may stand for something else now, and files that were modified. */
  tell(change: Change, look: (root: Root) => void, modified: (root: Root) => void): void {
    const { kind, key, name } = change;
    const roots = this.#all.get(key);
    if (roots === undefined) return;
    if (kind === "void") this.#all.delete(key);
    for (const [root, names] of roots) {
      if (kind === "void") root.voided(key);
      if (name !== "") {
        if (namesChange(change) && names.has(comparable(name))) look(root);
      } else if (kind === "modify") modified(root);
      else {
        if (kind === "attrib" && root.fileKey === key) root.touched = true;
        if (kind !== "attrib" || root.fileKey === key) look(root);
      }
    }
  }
}

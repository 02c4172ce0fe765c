/** The tree as it is between two events that lead from one tree to another. */
import { joined } from "../fs/dir_entry.ts";
import { F, type Tree } from "./tree.ts";
import type { Match } from "./tree_match.ts";

/**
 * A place in the tree as it is between two events: an entry of the later tree, or, of one that has no partner there, the
 * complement (−1 − n) of the earlier one.
 */
export type Node = number;

/** Two trees, and how far the events so far have come from the one to the other. */
export class Between {
  readonly before: Tree;
  readonly after: Tree;
  /** What has got to its place, by entry of the later tree, and what is removed, by entry of the earlier. */
  readonly arrived: Uint8Array;
  readonly removed: Uint8Array;
  /** What is to get to its place from elsewhere, by entry of the later tree. */
  readonly moved: Uint8Array;

  constructor(readonly match: Match, readonly root: string) {
    this.before = match.before;
    this.after = match.after;
    this.arrived = new Uint8Array(this.after.size);
    this.moved = new Uint8Array(this.after.size);
    this.removed = new Uint8Array(this.before.size);
  }

  /** Whether something stands where it does in the later tree. */
  #stays(now: number): boolean {
    return this.match.origin[now]! < 0 || this.moved[now] === 0 || this.arrived[now] === 1;
  }

  /** The directory that a place is in now. */
  above(node: Node): Node | undefined {
    if (node >= 0 && this.#stays(node)) {
      const parent = this.after.get(node, F.parent);
      return parent < 0 ? undefined : parent;
    }
    const parent = this.before.get(node < 0 ? ~node : this.match.origin[node]!, F.parent);
    return parent < 0 ? undefined : this.match.partner[parent]! >= 0 ? this.match.partner[parent]! : ~parent;
  }

  /** Its path now. */
  path(node: Node): string {
    const above = this.above(node);
    if (above === undefined) return this.root;
    const name = node < 0
      ? this.before.names.get(~node)
      : this.#stays(node)
      ? this.after.names.get(node)
      : this.before.names.get(this.match.origin[node]!);
    return joined(this.path(above), name);
  }

  /** What stands in a directory now. */
  inside(node: Node): Node[] {
    const inside: Node[] = [];
    const old = node < 0 ? ~node : this.match.origin[node]!;
    for (const child of this.before.entriesOf(old)) {
      const now = this.match.partner[child]!;
      if (now < 0 ? this.removed[child] === 0 : this.moved[now] === 0 || this.arrived[now] === 0) {
        inside.push(now < 0 ? ~child : now);
      }
    }
    if (node < 0) return inside;
    return [...inside, ...this.after.entriesOf(node).filter((child) => this.arrived[child] === 1)];
  }
}

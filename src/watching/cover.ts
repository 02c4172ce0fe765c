/** Watched paths that lie in one another: what happens in both is told once. */
import type { Program } from "../call/program.ts";
import { joined } from "../fs/dir_entry.ts";
import { names } from "../os/names.ts";
import type { Ignores } from "./ignore.ts";
import type { Root } from "./root.ts";

/** Whether another watched path tells of all that happens at this one: it lies above, with no link between, and does not ignore it. */
export function* isCovered(root: Root, others: Iterable<Root>, ignores: Ignores | undefined): Program<boolean> {
  for (const other of others) {
    if (other.removed || other.silent !== root.silent || !root.isBelow(other)) continue;
    const below = root.absolute.slice(joined(other.absolute, "").length);
    if (yield* isOpen(other, below, ignores)) return true;
  }
  return false;
}

function* isOpen(other: Root, below: string, ignores: Ignores | undefined): Program<boolean> {
  const parts = below.split("/");
  for (let count = 1; count <= parts.length; count++) {
    const part = parts.slice(0, count).join("/");
    if (ignores?.(joined(other.given, part), part, count < parts.length)) return false;
    if (typeof (yield* names.readlink(names.HERE, joined(other.absolute, part))) === "string") return false;
  }
  return true;
}

/** Trees that are too deep for paths and descriptors. */
import { assert, assertEquals } from "@std/assert";
import { synchronous } from "../../src/call/synchronous.ts";
import { names } from "../../src/os/names.ts";
import { os } from "../../src/os/os.ts";

/** Directories in one another, in some of them others beside, and a link where everybody may make one. Returns how many directories there are. */
export function dig(root: string, levels: number): number {
  const { HERE } = names;
  Deno.mkdirSync(root);
  let count = 1;
  let at = synchronous(names.open(HERE, root, os.O.DIRECTORY, 0));
  for (let level = 0; level < levels; level++) {
    const made = level % 10 === 0 ? ["d", "x", "y"] : ["d"];
    for (const name of made) assertEquals(synchronous(names.mkdir(at, name, 0o700)), 0);
    count += made.length;
    if (level % 10 === 0 && os.name !== "windows") {
      assertEquals(synchronous(names.symlink("d", at, "x/link", undefined)), 0);
    }
    const next = synchronous(names.open(at, "d", os.O.DIRECTORY, 0));
    assert(next >= 0);
    synchronous(names.close(at));
    at = next;
  }
  synchronous(names.close(at));
  return count;
}

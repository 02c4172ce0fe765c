import { walkdir, walkdirSync } from "../mod.ts";
import { walkTree } from "./floor.ts";
import { TREE } from "./node_works.mjs";
import type { Variant, Work } from "./work.ts";

let entries = 0;
for (const [, dirs, files] of walkdirSync(TREE)) entries += dirs.length + files.length;

/** As much at once as there is to do: of all that Deno offers the fastest. */
async function walkInDeno(path: string): Promise<void> {
  const looks: Promise<unknown>[] = [];
  for await (const { name, isDirectory } of Deno.readDir(path)) {
    looks.push(Deno.lstat(`${path}/${name}`));
    if (isDirectory) looks.push(walkInDeno(`${path}/${name}`));
  }
  await Promise.all(looks);
}

/** What `find` prints goes nowhere, and it is started for each pass. */
function find(): Variant {
  const command = new Deno.Command("find", { args: [TREE, "-printf", "%p %s %T@ %i\\n"], stdout: "null" });
  return {
    ops: entries,
    async run() {
      await command.output();
    },
  };
}

const RIVALS = {
  unit: "µs",
  peer: "walk",
  deno: () => ({ ops: entries, run: () => walkInDeno(TREE) }),
} as const;

/** A real tree walked, with metadata: per entry. */
export const works: Work[] = [
  {
    ...RIVALS,
    title: "`walkdir` of `/usr/share` with `{ stat: true }`, each entry",
    target: { deno: 4, node: 1, bun: 1 },
    ours: () => ({
      ops: entries,
      async run() {
        for await (const _ of walkdir(TREE, { stat: true }));
      },
    }),
    floor: () => ({ ops: entries, run: () => walkTree(TREE) }),
  },
  {
    ...RIVALS,
    title: "the same (floor: `find -printf`)",
    target: { floor: 2 / 3 },
    ours: () => ({
      ops: entries,
      async run() {
        for await (const _ of walkdir(TREE, { stat: true }));
      },
    }),
    floor: find,
  },
];

import { readFiles } from "../mod.ts";
import { readEach, toC } from "./floor.ts";
import type { Work } from "./work.ts";

/** Many small files read at once. */
export const works: Work[] = [{
  title: "`readFiles` of 2,048, 4 KB each (others: `Promise.all`)",
  unit: "µs",
  target: { deno: 2, bun: 1 },
  peer: "readFiles",
  ours: ({ small }) => ({
    ops: small.length,
    async run() {
      await readFiles(small);
    },
  }),
  deno: ({ small }) => ({
    ops: small.length,
    async run() {
      await Promise.all(small.map((path) => Deno.readFile(path)));
    },
  }),
  floor: ({ small }) => {
    const paths = toC(small);
    return { ops: small.length, run: () => readEach(paths, 2) };
  },
}];

import { stat } from "../mod.ts";
import { statEach, toC } from "./floor.ts";
import type { Work } from "./work.ts";

/** `stat`, awaited one by one. */
export const works: Work[] = [{
  title: "`await stat` in a loop",
  unit: "µs",
  target: { deno: 5, bun: 1 },
  peer: "stat",
  ours: ({ small }) => ({
    ops: small.length,
    async run() {
      for (const path of small) await stat(path);
    },
  }),
  deno: ({ small }) => ({
    ops: small.length,
    async run() {
      for (const path of small) await Deno.stat(path);
    },
  }),
  floor: ({ small }) => {
    const paths = toC(small);
    return { ops: small.length, run: () => statEach(paths) };
  },
}];

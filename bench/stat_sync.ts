import { statSync } from "../mod.ts";
import { statEach, toC } from "./floor.ts";
import type { Work } from "./work.ts";

/** `statSync`. */
export const works: Work[] = [{
  title: "`statSync`",
  unit: "µs",
  target: { deno: 1, bun: 1 },
  peer: "statSync",
  ours: ({ small }) => ({
    ops: small.length,
    run() {
      for (const path of small) statSync(path);
    },
  }),
  deno: ({ small }) => ({
    ops: small.length,
    run() {
      for (const path of small) Deno.statSync(path);
    },
  }),
  floor: ({ small }) => {
    const paths = toC(small);
    return { ops: small.length, run: () => statEach(paths) };
  },
}];

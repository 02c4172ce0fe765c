import { readFileSync } from "../mod.ts";
import { readEach, toC } from "./floor.ts";
import type { Work } from "./work.ts";

/** `readFileSync` of a small file. */
export const works: Work[] = [{
  title: "`readFileSync`, 4 KB",
  unit: "µs",
  target: { deno: 1, bun: 1 },
  peer: "readFileSync",
  ours: ({ small }) => ({
    ops: small.length,
    run() {
      for (const path of small) readFileSync(path);
    },
  }),
  deno: ({ small }) => ({
    ops: small.length,
    run() {
      for (const path of small) Deno.readFileSync(path);
    },
  }),
  floor: ({ small }) => {
    const paths = toC(small);
    return { ops: small.length, run: () => readEach(paths, 2) };
  },
}];

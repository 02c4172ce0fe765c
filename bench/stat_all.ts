import { stat, statAll } from "../mod.ts";
import { statEach, toC } from "./floor.ts";
import type { Files, Variant, Work } from "./work.ts";

const RIVALS = {
  unit: "µs",
  target: { deno: 6, bun: 1 },
  peer: "statAll",
  deno: ({ small }: Files): Variant => ({
    ops: small.length,
    async run() {
      await Promise.all(small.map((path) => Deno.stat(path)));
    },
  }),
  floor: ({ small }: Files): Variant => {
    const paths = toC(small);
    return { ops: small.length, run: () => statEach(paths) };
  },
} as const;

/** `stat` of many files at once. */
export const works: Work[] = [
  {
    ...RIVALS,
    title: "`Promise.all` of 2,048 `stat`",
    ours: ({ small }) => ({
      ops: small.length,
      async run() {
        await Promise.all(small.map((path) => stat(path)));
      },
    }),
  },
  {
    ...RIVALS,
    title: "`statAll` of 2,048 (others: `Promise.all`)",
    target: { deno: 1, bun: 1 }, // none of its own
    ours: ({ small }) => ({
      ops: small.length,
      async run() {
        await statAll(small);
      },
    }),
  },
];

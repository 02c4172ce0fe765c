import { open, readFile } from "../mod.ts";
import { readEach, toC } from "./floor.ts";
import type { Files, Variant, Work } from "./work.ts";

const RIVALS = {
  unit: "µs",
  deno: ({ small }: Files): Variant => ({
    ops: small.length,
    async run() {
      for (const path of small) await Deno.readFile(path);
    },
  }),
} as const;

/** A small file, read in a loop: by a handle, and whole. */
export const works: Work[] = [
  {
    ...RIVALS,
    title: "`await` open + read + close, 4 KB (Deno: `readFile`)",
    target: { deno: 5, bun: 1 },
    peer: "openReadClose",
    ours: ({ small }) => ({
      ops: small.length,
      async run() {
        const buffer = new Uint8Array(4096);
        for (const path of small) {
          const file = await open(path);
          await file.read(buffer);
          await file.close();
        }
      },
    }),
    floor: ({ small }) => {
      const paths = toC(small);
      return { ops: small.length, run: () => readEach(paths, 1) };
    },
  },
  {
    ...RIVALS,
    title: "`await readFile` in a loop, 4 KB",
    target: { deno: 1, bun: 1 },
    peer: "readFile",
    ours: ({ small }) => ({
      ops: small.length,
      async run() {
        for (const path of small) await readFile(path);
      },
    }),
    floor: ({ small }) => {
      const paths = toC(small);
      return { ops: small.length, run: () => readEach(paths, 2) };
    },
  },
];

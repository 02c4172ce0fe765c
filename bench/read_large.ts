import { readFile } from "../mod.ts";
import { readEach, toC } from "./floor.ts";
import type { Work } from "./work.ts";

/** "Level with": within a tenth. */
const LEVEL = 0.9;

/** A large file read whole. The floor reads into memory that is there; the others make an array of 64 MiB each time. */
export const works: Work[] = [{
  title: "`await readFile`, 64 MiB",
  unit: "ms",
  target: { deno: 5, bun: LEVEL },
  peer: "readLarge",
  ours: ({ large }) => ({
    ops: 1,
    async run() {
      await readFile(large);
    },
  }),
  deno: ({ large }) => ({
    ops: 1,
    async run() {
      await Deno.readFile(large);
    },
  }),
  floor({ large }) {
    const memory = new Uint8Array(64 << 20);
    const paths = toC([large]);
    return { ops: 1, run: () => readEach(paths, 1, memory) };
  },
}];

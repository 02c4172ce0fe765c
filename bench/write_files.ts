import { writeFile } from "../mod.ts";
import { toC, writeWhole } from "./floor.ts";
import { IN_MEMORY, writing } from "./node_works.mjs";
import type { Work } from "./work.ts";

/** One after the other. */
function writeHere(path: string, data: Uint8Array): Promise<void> {
  writeWhole(toC([path])[0]!, data);
  return Promise.resolve();
}

const RIVALS = { unit: "µs", target: { deno: 4, bun: 1 } } as const;

/** Many small files written at once, each created. */
export const works: Work[] = [
  {
    ...RIVALS,
    title: "`Promise.all` of 2,048 `writeFile`, 4 KB each, in memory",
    peer: "writeFilesInMemory",
    ours: () => writing(IN_MEMORY, writeFile),
    deno: () => writing(IN_MEMORY, Deno.writeFile),
    floor: () => writing(IN_MEMORY, writeHere),
  },
  {
    ...RIVALS,
    title: "the same on the disk",
    peer: "writeFiles",
    ours: ({ large }) => writing(`${large}.written`, writeFile),
    deno: ({ large }) => writing(`${large}.written`, Deno.writeFile),
    floor: ({ large }) => writing(`${large}.written`, writeHere),
  },
];

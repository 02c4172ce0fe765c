import { cp } from "../mod.ts";
import { copying } from "./node_works.mjs";
import type { Work } from "./work.ts";

/** "Level with": within a tenth. */
const LEVEL = 0.9;

/** A large file copied, without its metadata, as the others do it. */
export const works: Work[] = [{
  title: "`cp` of 64 MiB (floor: `cp`)",
  unit: "ms",
  target: { deno: 4, bun: LEVEL },
  peer: "copyLarge",
  ours: ({ large }) => copying(large, 1, (from, to) => cp(from, to, { preserve: false })),
  deno: ({ large }) => copying(large, 1, (from, to) => Deno.copyFile(from, to)),
  floor: ({ large }) => copying(large, 1, (from, to) => new Deno.Command("cp", { args: [from, to] }).output()),
}];

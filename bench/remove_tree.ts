import { rm } from "../mod.ts";
import { removing } from "./node_works.mjs";
import type { Work } from "./work.ts";

/** A process for each pass. */
function rmCommand(path: string): Promise<Deno.CommandOutput> {
  return new Deno.Command("rm", { args: ["-rf", path] }).output();
}

/** A tree removed: per file. */
export const works: Work[] = [{
  title: "`rm` of a tree of 20,000 files, each (floor: `rm -rf`)",
  unit: "µs",
  target: { deno: 1, bun: 1, floor: 1 },
  peer: "removeTree",
  ours: ({ large }) => removing(large, (path) => rm(path, { recursive: true })),
  deno: ({ large }) => removing(large, (path) => Deno.remove(path, { recursive: true })),
  floor: ({ large }) => removing(large, rmCommand),
}];

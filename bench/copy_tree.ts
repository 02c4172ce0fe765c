import { cp } from "../mod.ts";
import { copying } from "./node_works.mjs";
import type { Variant, Work } from "./work.ts";

const FILES = 20_000;
const IN_ONE = 100;

/** The tree, made once: 20,000 files of up to 8 KB, a hundred in a directory. */
function planted({ large }: { large: string }): string {
  const root = `${large}.tree`;
  for (let i = 0; i < FILES; i++) {
    const path = `${root}/${Math.floor(i / IN_ONE) % 10}/${Math.floor(i / IN_ONE)}`;
    if (i % IN_ONE === 0) Deno.mkdirSync(path, { recursive: true });
    Deno.writeFileSync(`${path}/${i}`, new Uint8Array(i * 7919 % 8192).fill(i));
  }
  return root;
}

/** What Deno offers is a copy of one file: as much at once as there is to do. */
async function copyInDeno(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  const copies: Promise<void>[] = [];
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    copies.push((isDirectory ? copyInDeno : Deno.copyFile)(`${from}/${name}`, `${to}/${name}`));
  }
  await Promise.all(copies);
}

/** `cp -a`, a process for each pass. */
function cpCommand(from: string): Variant {
  return copying(from, FILES, (from, to) => new Deno.Command("cp", { args: ["-a", from, to] }).output());
}

/** A tree copied with modes, times and owners: per file. */
export const works: Work[] = [{
  title: "`cp` of a tree of 20,000 files of up to 8 KB, each (floor: `cp -a`)",
  unit: "µs",
  target: { node: 1, bun: 1, floor: 1 },
  peer: "copyTree",
  ours: (files) => copying(planted(files), FILES, (from, to) => cp(from, to)),
  deno: ({ large }) => copying(`${large}.tree`, FILES, copyInDeno),
  floor: ({ large }) => cpCommand(`${large}.tree`),
}];

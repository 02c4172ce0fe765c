import { cp } from "../mod.ts";
import { copying } from "./node_works.mjs";
import type { Work } from "./work.ts";

const SIZE = 1 << 30;
/** 64 KiB of data in each of these pieces. */
const PIECE = 16 << 20;

function sparse({ large }: { large: string }): string {
  const path = `${large}.sparse`;
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  for (let at = 0; at < SIZE; at += PIECE) {
    file.seekSync(at, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(65_536).fill(7));
  }
  file.truncateSync(SIZE);
  file.syncDataSync();
  return path;
}

/** A file with holes, which only some keep. */
export const works: Work[] = [{
  title: "`cp` of 1 GiB with 4 MiB of data (floor: `cp --sparse=auto`)",
  unit: "ms",
  target: { floor: 0.9 },
  peer: "copySparse",
  ours: (files) => copying(sparse(files), 1, (from, to) => cp(from, to)),
  deno: ({ large }) => copying(`${large}.sparse`, 1, (from, to) => Deno.copyFile(from, to)),
  floor: ({ large }) =>
    copying(`${large}.sparse`, 1, (from, to) => new Deno.Command("cp", { args: ["--sparse=auto", from, to] }).output()),
}];

import { open } from "../mod.ts";
import { closeFile, openFile, readPages, toC } from "./floor.ts";
import type { Work } from "./work.ts";

const PAGE = 4096;

/** Reading pages of an open file, in a loop. Deno has no positional read: it reads at the position. */
export const works: Work[] = [{
  title: "`await handle.readAt`, 4 KB, cached",
  unit: "µs",
  target: { node: 8 },
  peer: "readAt",
  async ours({ large, small }) {
    const file = await open(large);
    const buffer = new Uint8Array(PAGE);
    return {
      ops: small.length,
      async run() {
        for (let i = 0; i < small.length; i++) await file.readAt(buffer, i * PAGE);
      },
      end: () => file.close(),
    };
  },
  async deno({ large, small }) {
    const file = await Deno.open(large);
    const buffer = new Uint8Array(PAGE);
    return {
      ops: small.length,
      async run() {
        file.seekSync(0, Deno.SeekMode.Start);
        for (let i = 0; i < small.length; i++) await file.read(buffer);
      },
      end: () => file.close(),
    };
  },
  floor({ large, small }) {
    const fd = openFile(toC([large])[0]!);
    return { ops: small.length, run: () => readPages(fd, small.length), end: () => closeFile(fd) };
  },
}];

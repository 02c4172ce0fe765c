import { FsClose, FsOpen, FsRead, FsSeek, FsWrite, LocalHandler, MemoryHandler, run } from "../src/effect/effect.ts";
import { openHow } from "../src/effect/open_how.ts";
import { readEach, toC } from "./floor.ts";
import type { Work } from "./work.ts";

/** Rounds of three effects in one program. */
const ROUNDS = 1000;
const DATA = new Uint8Array(16).fill(7);

/** What an effect costs above the handler's own calls, and a file read by effects. */
export const works: Work[] = [
  {
    title: "an effect on memory: seek, read, write 16 bytes (Deno: the handler's methods, awaited; floor: not awaited)",
    unit: "µs",
    target: { below: 2 },
    ours: () => {
      const memory = new MemoryHandler();
      return {
        ops: 3 * ROUNDS,
        run: () =>
          run(function* () {
            const handle = yield* FsOpen({ path: "/file", mode: "w+", binary: true });
            for (let i = 0; i < ROUNDS; i++) {
              yield* FsSeek({ handle, offset: 0 });
              yield* FsRead({ handle, size: DATA.length });
              yield* FsWrite({ handle, data: DATA });
            }
          }, memory),
      };
    },
    deno: () => {
      const memory = new MemoryHandler();
      return {
        ops: 3 * ROUNDS,
        async run() {
          const file = await memory.open("/file", openHow("w+"), {});
          for (let i = 0; i < ROUNDS; i++) {
            await file.size({});
            await file.read(0, DATA.length, {});
            await file.write(0, DATA, {});
          }
          await file.close({});
        },
      };
    },
    floor: () => {
      const memory = new MemoryHandler();
      return {
        ops: 3 * ROUNDS,
        run() {
          const file = memory.open("/file", openHow("w+"), {});
          for (let i = 0; i < ROUNDS; i++) {
            file.size({});
            file.read(0, DATA.length, {});
            file.write(0, DATA, {});
          }
          file.close({});
        },
      };
    },
  },
  {
    title: "open + read + close as effects on `LocalHandler`, 4 KB (Deno: `readFile`)",
    unit: "µs",
    target: {},
    peer: "openReadClose",
    ours: ({ small }) => {
      const local = new LocalHandler();
      return {
        ops: small.length,
        run: () =>
          run(function* () {
            for (const path of small) {
              const handle = yield* FsOpen({ path, binary: true });
              yield* FsRead({ handle, size: 4096 });
              yield* FsClose({ handle });
            }
          }, local),
      };
    },
    deno: ({ small }) => ({
      ops: small.length,
      async run() {
        for (const path of small) await Deno.readFile(path);
      },
    }),
    floor: ({ small }) => {
      const paths = toC(small);
      return { ops: small.length, run: () => readEach(paths, 1) };
    },
  },
];

/** Reading bytes. */
import { assertEquals } from "@std/assert";
import {
  FsClose,
  FsGetPosition,
  FsOpen,
  FsRead,
  FsReadAll,
  FsSeek,
  FsSeekError,
  FsStat,
  SeekFrom,
} from "../../src/effect/effect.ts";
import type { Case } from "./conformance.ts";
import { patterned } from "./patterned.ts";

/** Cases of reading. */
export const reading: Case[] = [
  {
    title: "FsRead reads as much as asked for, fewer at the end, and there nothing",
    needs: [],
    async run(c) {
      const path = await c.put("a", patterned(10));
      const lengths = await c.run(function* () {
        const handle = yield* FsOpen({ path, binary: true });
        const read: number[][] = [];
        for (const size of [0, 4, 4, 4, 4]) read.push([...yield* FsRead({ handle, size })]);
        return read;
      });
      const all = [...patterned(10)];
      assertEquals(lengths, [[], all.slice(0, 4), all.slice(4, 8), all.slice(8), []]);
    },
  },
  {
    title: "FsReadAll and FsRead without a size read the rest, positions go with it",
    needs: [],
    async run(c) {
      const path = await c.put("a", patterned(1000));
      const [rest, position, end] = await c.run(function* () {
        const handle = yield* FsOpen({ path, binary: true });
        yield* FsRead({ handle, size: 10 });
        const rest = yield* FsReadAll({ handle });
        return [rest, yield* FsGetPosition({ handle }), yield* FsRead({ handle })] as const;
      });
      assertEquals([rest, position, end], [patterned(1000).slice(10), 1000, new Uint8Array(0)]);
    },
  },
  {
    title: "an empty file is read as nothing, as bytes and as text",
    needs: [],
    async run(c) {
      const path = await c.put("empty");
      const read = await c.run(function* () {
        const bytes = yield* FsOpen({ path, binary: true });
        const text = yield* FsOpen({ path });
        return [yield* FsReadAll({ handle: bytes }), yield* FsRead({ handle: text, size: 5 }), yield* FsStat({ path })];
      });
      assertEquals(read.slice(0, 2), [new Uint8Array(0), ""]);
      assertEquals((read[2] as { size: number }).size, 0);
    },
  },
  {
    title: "FsSeek goes anywhere, from the start, from here and from the end, and beyond",
    needs: ["seek"],
    async run(c) {
      const path = await c.put("a", patterned(1000));
      const seen = await c.run(function* () {
        const handle = yield* FsOpen({ path, binary: true });
        const seen: [number, number | undefined][] = [];
        const moves = [[500, SeekFrom.START], [10, SeekFrom.CURRENT], [-500, SeekFrom.CURRENT], [-1, SeekFrom.END], [
          5000,
          SeekFrom.START,
        ], [0, SeekFrom.START]] as const;
        for (const [offset, whence] of moves) {
          const position = yield* FsSeek({ handle, offset, whence });
          seen.push([position, (yield* FsRead({ handle, size: 1 }))[0]]);
        }
        return seen;
      });
      const at = (position: number) => [position, patterned(1000)[position]];
      assertEquals(seen, [at(500), at(511), at(12), at(999), at(5000), at(0)]);
    },
  },
  {
    title: "FsSeek before the start is EINVAL, and the position stays",
    needs: ["seek"],
    async run(c) {
      const path = await c.put("a", patterned(10));
      const position = await c.run(function* () {
        const handle = yield* FsOpen({ path, binary: true });
        yield* FsSeek({ handle, offset: 3 });
        try {
          yield* FsSeek({ handle, offset: -4, whence: SeekFrom.CURRENT });
        } catch (error) {
          const { code, path: of } = error as FsSeekError;
          assertEquals([error instanceof FsSeekError, code, of], [true, "EINVAL", path]);
        }
        return yield* FsGetPosition({ handle });
      });
      assertEquals(position, 3);
    },
  },
  {
    title: "handles are at positions of their own",
    needs: [],
    async run(c) {
      const path = await c.put("a", "abcdef");
      const read = await c.run(function* () {
        const [one, other] = [yield* FsOpen({ path }), yield* FsOpen({ path })];
        let read = "";
        for (let i = 0; i < 3; i++) {
          read += yield* FsRead({ handle: one, size: 1 });
          read += yield* FsRead({ handle: other, size: 2 });
        }
        yield* FsClose({ handle: one });
        return read + (yield* FsReadAll({ handle: other }));
      });
      assertEquals(read, "aabbcdcef");
    },
  },
  {
    title: "many programs at once read what each wants",
    needs: [],
    async run(c) {
      const paths = [await c.put("a", patterned(70_000, 1)), await c.put("b", patterned(70_000, 2))];
      const read = await Promise.all(Array.from({ length: 16 }, (_, i) =>
        c.run(function* () {
          const handle = yield* FsOpen({ path: paths[i % 2]!, binary: true });
          yield* FsRead({ handle, size: i * 1000 });
          return yield* FsReadAll({ handle });
        })));
      read.forEach((bytes, i) => assertEquals(bytes, patterned(70_000, 1 + i % 2).slice(i * 1000)));
    },
  },
  {
    title: "memory that was read is the program's",
    needs: [],
    async run(c) {
      const path = await c.put("a", patterned(100));
      const again = await c.run(function* () {
        (yield* FsReadAll({ handle: yield* FsOpen({ path, binary: true }) })).fill(0);
        return yield* FsReadAll({ handle: yield* FsOpen({ path, binary: true }) });
      });
      assertEquals(again, patterned(100));
    },
  },
  {
    title: "a large file is read in any pieces",
    needs: [],
    async run(c) {
      const size = c.subject.large ?? 8 << 20;
      const path = await c.put("large", patterned(size));
      const expected = await digest(patterned(size));
      for (const piece of [size, 1_000_003]) {
        const whole = await c.run(function* () {
          const handle = yield* FsOpen({ path, binary: true });
          const whole = new Uint8Array(size);
          for (let at = 0, part; (part = yield* FsRead({ handle, size: piece })).length > 0; at += part.length) {
            whole.set(part, at);
          }
          return whole;
        });
        assertEquals(await digest(whole), expected);
      }
    },
  },
];

/** Compared instead of megabytes. */
export async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

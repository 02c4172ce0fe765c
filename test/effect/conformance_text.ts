/** Text. */
import { assertEquals } from "@std/assert";
import {
  FsGetPosition,
  FsOpen,
  FsOpenError,
  FsRead,
  FsReadAll,
  FsSeek,
  FsSeekError,
  FsWrite,
  SeekFrom,
} from "../../src/effect/effect.ts";
import type { Case } from "./conformance.ts";

/** One to four bytes each in UTF-8. */
const MIXED = "aß中😀";

/** Encodings, bytes, and what they say. */
const ENCODED: readonly [string, readonly number[], string][] = [
  ["utf-8", [0xef, 0xbb, 0xbf, 0x61, 0xc3, 0x9f], "aß"],
  ["utf-16le", [0xff, 0xfe, 0x61, 0, 0x3d, 0xd8, 0x00, 0xde], "a😀"],
  ["utf-16be", [0, 0x61, 0xd8, 0x3d, 0xde, 0x00], "a😀"],
  ["windows-1252", [0x80, 0xdf], "€ß"],
  ["shift_jis", [0x93, 0xfa, 0x96, 0x7b, 0x61], "日本a"],
  ["euc-jp", [0xc6, 0xfc, 0xcb, 0xdc], "日本"],
  ["iso-2022-jp", [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b, 0x5c, 0x1b, 0x28, 0x42, 0x61], "日本a"],
  ["gb18030", [0xd6, 0xd0, 0x81, 0x30, 0x81, 0x30], "中\u0080"],
  ["big5", [0xa4, 0xa4], "中"],
  ["euc-kr", [0xc7, 0xd1], "한"],
];

/** Cases of text. */
export const text: Case[] = [
  {
    title: "of text, sizes are characters, and none is split",
    needs: [],
    async run(c) {
      const path = await c.put("a", MIXED.repeat(3));
      const read = await c.run(function* () {
        const handle = yield* FsOpen({ path });
        const read: string[] = [];
        for (const size of [1, 2, 3, 0, 5, 9]) read.push(yield* FsRead({ handle, size }));
        return read;
      });
      assertEquals(read, ["a", "ß中", "😀aß", "", "中😀aß中", "😀"]);
    },
  },
  {
    title: "long text is decoded in pieces, of any number of bytes a character",
    needs: [],
    async run(c) {
      for (const shift of ["", "x", "xy", "xyz"]) {
        const whole = shift + MIXED.repeat(20_000); // 200 KB
        const path = await c.put(`long${shift}`, whole);
        const read = await c.run(function* () {
          const handle = yield* FsOpen({ path });
          const first = yield* FsRead({ handle, size: 40_001 });
          return [[...first].length, first + (yield* FsReadAll({ handle }))];
        });
        assertEquals(read[0], 40_001);
        assertEquals(read[1] === whole, true);
      }
    },
  },
  {
    title: "text of any encoding is read; a byte order mark is left out",
    needs: [],
    async run(c) {
      for (const [encoding, bytes, expected] of ENCODED) {
        const path = await c.put(encoding, new Uint8Array(bytes));
        const read = await c.run(function* () {
          const handle = yield* FsOpen({ path, encoding });
          let read = "";
          for (let one; (one = yield* FsRead({ handle, size: 1 })) !== "";) read += one;
          return read;
        });
        assertEquals([encoding, read], [encoding, expected]);
      }
    },
  },
  {
    title: "malformed text has U+FFFD in its place",
    needs: [],
    async run(c) {
      const path = await c.put("a", new Uint8Array([0x61, 0xff, 0xe4, 0xb8, 0x62, 0xe4]));
      assertEquals(await c.content(path), "a\ufffd\ufffdb\ufffd");
    },
  },
  {
    title: "an encoding that does not exist is EINVAL, as is writing another than utf-8",
    needs: [],
    async run(c) {
      const path = await c.put("a", "content");
      await c.fails(
        function* () {
          yield* FsOpen({ path, encoding: "klingon" });
        },
        FsOpenError,
        "EINVAL",
        path,
      );
      if (!c.subject.can.write) return;
      await c.fails(
        function* () {
          yield* FsOpen({ path, mode: "w", encoding: "utf-16le" });
        },
        FsOpenError,
        "EINVAL",
        path,
      );
      assertEquals(await c.content(path), "content");
    },
  },
  {
    title: "of text, FsSeek goes to positions that FsGetPosition gave, in every encoding",
    needs: ["seek"],
    async run(c) {
      for (const [encoding, bytes] of ENCODED) {
        const path = await c.put(encoding, new Uint8Array(bytes));
        await c.run(function* () {
          const handle = yield* FsOpen({ path, encoding });
          const rests: [number, string][] = [];
          for (let one = "start"; one !== ""; one = yield* FsRead({ handle, size: 1 })) {
            const position = yield* FsGetPosition({ handle });
            rests.push([position, ""]);
          }
          for (const rest of rests) {
            assertEquals(yield* FsSeek({ handle, offset: rest[0] }), rest[0]);
            rest[1] = yield* FsReadAll({ handle });
          }
          const all = rests[0]![1];
          assertEquals(rests.map(([, rest]) => rest), [...all].map((_, i) => [...all].slice(i).join("")).concat(""));
        });
      }
    },
  },
  {
    title: "of text, no other positions are FsSeek's: EINVAL",
    needs: ["seek"],
    async run(c) {
      const path = await c.put("a", MIXED);
      for (
        const [offset, whence] of [[3, SeekFrom.START], [1, SeekFrom.CURRENT], [-1, SeekFrom.END]] as const
      ) {
        await c.fails(
          function* () {
            yield* FsSeek({ handle: yield* FsOpen({ path }), offset, whence });
          },
          FsSeekError,
          "EINVAL",
          path,
        );
      }
      const read = await c.run(function* () {
        const handle = yield* FsOpen({ path });
        const end = yield* FsSeek({ handle, offset: 0, whence: SeekFrom.END });
        const here = yield* FsSeek({ handle, offset: 0, whence: SeekFrom.CURRENT });
        yield* FsSeek({ handle, offset: 0 });
        return [end, here, yield* FsReadAll({ handle })];
      });
      assertEquals(read, [10, 10, MIXED]);
    },
  },
  {
    title: "of text, positions in long files are found again",
    needs: ["seek"],
    async run(c) {
      const whole = MIXED.repeat(20_000);
      const path = await c.put("long", whole);
      await c.run(function* () {
        const handle = yield* FsOpen({ path });
        const marks: [number, number][] = [];
        for (let at = 0; at < 80_000; at += 7_777) {
          marks.push([at, yield* FsGetPosition({ handle })]);
          yield* FsRead({ handle, size: 7_777 });
        }
        const characters = [...whole];
        for (const [at, offset] of marks.reverse()) {
          yield* FsSeek({ handle, offset });
          assertEquals(yield* FsRead({ handle, size: 5 }), characters.slice(at, at + 5).join(""));
        }
      });
    },
  },
  {
    title: "text is overwritten where it was read to",
    needs: ["write", "partialWrite"],
    async run(c) {
      const path = await c.put("a", "aß中def");
      const read = await c.run(function* () {
        const handle = yield* FsOpen({ path, mode: "r+" });
        yield* FsRead({ handle, size: 2 });
        yield* FsWrite({ handle, data: "日" });
        const rest = yield* FsReadAll({ handle });
        yield* FsWrite({ handle, data: "!" });
        return rest;
      });
      assertEquals([read, await c.content(path)], ["def", "aß日def!"]);
    },
  },
];

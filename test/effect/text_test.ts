import { assertEquals } from "@std/assert";
import { cleanCutOf } from "../../src/effect/clean_cut.ts";
import {
  FsGetPosition,
  FsOpen,
  FsRead,
  FsReadAll,
  FsSeek,
  FsWrite,
  type Handler,
  MemoryHandler,
  type OpenFile,
  type OpenFileOptions,
  type OpenHow,
  run,
  WrappedHandler,
} from "../../src/effect/effect.ts";
import { random, SEED } from "../random.ts";
import { conformance } from "./conformance.ts";
import { memory } from "./subjects.ts";

/** Encodings of every kind that is cut. */
const ENCODINGS = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1251",
  "shift_jis",
  "euc-jp",
  "gbk",
  "gb18030",
  "big5",
  "euc-kr",
  "iso-2022-jp",
];

/** Bytes that encodings take for more than one character each: leads, trails, escapes, ASCII. */
const LIKELY = [0x0a, 0x20, 0x24, 0x28, 0x30, 0x41, 0x42, 0x61, 0x80, 0x93, 0xa4, 0xbf, 0xc3, 0xd8, 0xdc, 0xe4, 0xf0];
const ESCAPES = [[0x1b, 0x24, 0x42], [0x1b, 0x28, 0x42]];

function randomBytes(next: () => number, length: number): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  while (bytes.length < length) {
    const chance = next();
    if (chance < 0.1) bytes.push(...ESCAPES[Math.floor(next() * 2)]!, 0x30, 0x41);
    else if (chance < 0.8) bytes.push(LIKELY[Math.floor(next() * LIKELY.length)]!);
    else bytes.push(Math.floor(next() * 256));
  }
  return new Uint8Array(bytes.slice(0, length));
}

Deno.test("text that is cut and decoded piece by piece is the same text", () => {
  for (const encoding of ENCODINGS) {
    const cut = cleanCutOf(encoding);
    const decode = (bytes: Uint8Array<ArrayBuffer>) => new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
    for (let i = 0; i < 2_000; i++) {
      const bytes = randomBytes(random(SEED + i), 24);
      const end = cut(bytes.subarray(0, 16));
      const pieces = decode(bytes.slice(0, end)) + decode(bytes.slice(end));
      assertEquals(pieces, decode(bytes), `${encoding}, RESEAU_SEED=${SEED + i}: ${bytes.toHex()} at ${end}`);
    }
  }
});

/** A handler whose reads answer one to three bytes, as a network may. */
class Dribbling extends WrappedHandler {
  override async open(path: string, how: OpenHow, options: OpenFileOptions): Promise<OpenFile> {
    const file = await super.open(path, how, options);
    return {
      read: (at, size, options) => file.read(at, Math.min(size, at < 100 ? 1 + at % 3 : 10_007), options),
      write: (at, data, options) => file.write(at, data, options),
      size: (options) => file.size(options),
      flush: (options) => file.flush(options),
      close: (options) => file.close(options),
      discard: () => file.discard(),
    };
  }
}

conformance({
  ...memory,
  name: "memory in dribbles",
  large: 1 << 20,
  make: () =>
    Promise.resolve({
      handler: new Dribbling(new MemoryHandler()),
      base: "/",
      async [Symbol.asyncDispose]() {},
    }),
});

function readBack(bytes: Uint8Array<ArrayBuffer>, encoding: string, size: number, handler: Handler) {
  return run(function* () {
    yield* FsWrite({ handle: yield* FsOpen({ path: "/a", mode: "w", binary: true }), data: bytes });
    const handle = yield* FsOpen({ path: "/a", encoding });
    const marks: [number, string][] = [];
    for (let text = "-"; text !== "";) {
      const position = yield* FsGetPosition({ handle });
      text = yield* FsRead({ handle, size });
      marks.push([position, text]);
    }
    const again: string[] = [];
    for (const [position] of marks.toReversed()) {
      yield* FsSeek({ handle, offset: position });
      again.unshift(yield* FsRead({ handle, size }));
    }
    return { marks, again };
  }, handler);
}

Deno.test("any bytes are read in any pieces, and every position is found again", async () => {
  for (const encoding of ENCODINGS) {
    for (let i = 0; i < 40; i++) {
      const bytes = randomBytes(random(SEED + i), 200);
      const { marks, again } = await readBack(bytes, encoding, 1 + i % 7, new MemoryHandler());
      const where = `${encoding}, RESEAU_SEED=${SEED + i}: ${bytes.toHex()}`;
      assertEquals(marks.map(([, text]) => text).join(""), new TextDecoder(encoding).decode(bytes), where);
      assertEquals(again, marks.map(([, text]) => text), where);
      const positions = marks.slice(0, -1).map(([position]) => position);
      assertEquals(new Set(positions).size, positions.length, where);
    }
  }
});

Deno.test("long text that is nowhere clean to cut is read to its end", async () => {
  const bytes = new Uint8Array(200_001).fill(0x93); // Shift_JIS: leads only
  const handler = new MemoryHandler();
  const text = await run(function* () {
    yield* FsWrite({ handle: yield* FsOpen({ path: "/a", mode: "w", binary: true }), data: bytes });
    return yield* FsReadAll({ handle: yield* FsOpen({ path: "/a", encoding: "shift_jis" }) });
  }, handler);
  assertEquals(text === new TextDecoder("shift_jis").decode(bytes), true);
});

Deno.test("a byte order mark is left out at the start only", async () => {
  const mark = "\ufeff";
  const whole = mark + "x".repeat(65_533) + mark + "end"; // the second one begins the second piece
  const handler = new MemoryHandler();
  const text = await run(function* () {
    yield* FsWrite({ handle: yield* FsOpen({ path: "/a", mode: "w" }), data: whole });
    return yield* FsReadAll({ handle: yield* FsOpen({ path: "/a" }) });
  }, handler);
  assertEquals(text === whole.slice(1), true);
});

import { assert, assertEquals } from "@std/assert";
import { decodeName, encodeName, encodeNameInto, isName } from "../../src/call/text.ts";
import { writeText } from "../../src/call/scratch.ts";

const bytesOf = (...bytes: number[]) => new Uint8Array(bytes);

/** Python's `bytes.decode("utf-8", "surrogateescape")` of the same bytes. */
const ESCAPED: readonly (readonly [number[], string])[] = [
  [[], ""],
  [[0x61, 0x80, 0x62], "a\udc80b"],
  [[0xff], "\udcff"],
  [[0xc3, 0xa9], "é"],
  [[0xc3], "\udcc3"],
  [[0xc3, 0x28], "\udcc3("],
  [[0xc0, 0xaf], "\udcc0\udcaf"], // an overlong "/"
  [[0xc1, 0xbf], "\udcc1\udcbf"],
  [[0xe0, 0x80, 0xaf], "\udce0\udc80\udcaf"],
  [[0xe2, 0x82, 0xac], "€"],
  [[0xe2, 0x82], "\udce2\udc82"],
  [[0xe2, 0x82, 0x41], "\udce2\udc82A"],
  [[0xed, 0x9f, 0xbf], "\ud7ff"],
  [[0xed, 0xa0, 0x80], "\udced\udca0\udc80"], // U+D800
  [[0xed, 0xb2, 0x80], "\udced\udcb2\udc80"], // U+DC80, which itself stands for a byte
  [[0xef, 0xbb, 0xbf, 0x61], "\ufeffa"], // a byte order mark
  [[0xef, 0xbf, 0xbd], "\ufffd"],
  [[0xf0, 0x80, 0x80, 0xaf], "\udcf0\udc80\udc80\udcaf"],
  [[0xf0, 0x9f, 0x98, 0x80], "😀"],
  [[0xf0, 0x9f, 0x98], "\udcf0\udc9f\udc98"],
  [[0xf4, 0x8f, 0xbf, 0xbf], "\u{10ffff}"],
  [[0xf4, 0x90, 0x80, 0x80], "\udcf4\udc90\udc80\udc80"],
  [[0xf5, 0x80], "\udcf5\udc80"],
  [[0xf0, 0x9f, 0x98, 0x80, 0xff, 0xc3, 0xa9], "😀\udcffé"],
];

Deno.test("a byte that is not UTF-8 is a surrogate of its own, and that byte again", () => {
  for (const [bytes, name] of ESCAPED) {
    assertEquals(decodeName(bytesOf(...bytes)), name);
    assertEquals([...encodeName(name)], bytes);
    assert(isName(name));
  }
});

Deno.test("any bytes come back as they were", () => {
  let seed = 1;
  const random = () => seed = seed * 48271 % 0x7fffffff;
  const often = [0x2e, 0x61, 0x80, 0xbf, 0xc3, 0xe2, 0x82, 0xac, 0xed, 0xf0, 0x9f, 0xf4, 0xff];
  for (let round = 0; round < 3000; round++) {
    const bytes = Uint8Array.from(
      { length: random() % 40 },
      () => random() % 3 === 0 ? random() & 255 : often[random() % often.length]!,
    );
    const name = decodeName(bytes);
    assertEquals(encodeName(name), bytes);
    assert(isName(name));
    try {
      assertEquals(name, new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      assert(!name.isWellFormed());
    }
  }
});

Deno.test("a name is a part of memory, of any length", () => {
  const text = "The quick brown fox jumps over the lazy dog. 0123456789";
  const bytes = new TextEncoder().encode(`..${text}..`);
  for (let length = 0; length <= text.length; length++) {
    assertEquals(decodeName(bytes, 2, 2 + length), text.slice(0, length));
  }
});

Deno.test("a surrogate that stands for no byte is no name", () => {
  for (const name of ["\ud800", "a\udbff", "\udc00", "\udc7f", "\udd00b", "\udfff", "\udcff\ud800"]) {
    assert(!isName(name), JSON.stringify(name));
    assert(new TextDecoder().decode(encodeName(name)).includes("\ufffd"));
  }
  for (const name of ["", "a", "é", "😀", "\udc80", "\udcff", "😀\udcff"]) assert(isName(name), JSON.stringify(name));
});

Deno.test("what does not fit is cut between characters, and the end is marked", () => {
  const name = "\udcff€\udcfe";
  for (const [room, bytes] of [[0, []], [1, [255]], [3, [255]], [4, [255, 0xe2, 0x82, 0xac]]] as const) {
    const memory = new Uint8Array(room);
    assertEquals(encodeNameInto(name, memory), bytes.length);
    assertEquals([...memory.subarray(0, bytes.length)], bytes);
  }
  const memory = new Uint8Array(16).fill(9);
  assertEquals(writeText(name, memory), 6);
  assertEquals([...memory.subarray(0, 6)], [255, 0xe2, 0x82, 0xac, 254, 0]);
});

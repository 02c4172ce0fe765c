import { assertEquals } from "@std/assert";
import { i32, i53, struct, timespec, u16, u32, u53, u64, u8 } from "../../ffi/struct.ts";

/** Where the fields under test stand: neither at the start of the memory nor at that of the struct. */
const AT = 8;
const OFFSET = 16;
const MEMORY = 64;

const FIELDS = {
  u8: u8(OFFSET),
  u16: u16(OFFSET),
  u32: u32(OFFSET),
  i32: i32(OFFSET),
  u64: u64(OFFSET),
  u53: u53(OFFSET),
  i53: i53(OFFSET),
} as const;

/** Memory in which the `size` bytes of a field are `inside`, all others `outside`. */
function memory(size: number, inside: number, outside: number): DataView {
  const bytes = new Uint8Array(MEMORY).fill(outside).fill(inside, AT + OFFSET, AT + OFFSET + size);
  return new DataView(bytes.buffer);
}

const ALL_ONES = {
  u8: 0xff,
  u16: 0xffff,
  u32: 0xffff_ffff,
  i32: -1,
  u64: 0xffff_ffff_ffff_ffffn,
  u53: 2 ** 64,
  i53: -1,
} as const;

for (const [name, field] of Object.entries(FIELDS)) {
  Deno.test(`${name} reads all of its ${field.size} bytes and no others`, () => {
    assertEquals(field.get(memory(field.size, 0xff, 0), AT), ALL_ONES[name as keyof typeof FIELDS]);
    assertEquals(Number(field.get(memory(field.size, 0, 0xff), AT)), 0);
  });
}

const VALUES = {
  u16: [0, 0x1234, 0xffff],
  u32: [0, 0x1234_5678, 0xffff_ffff],
  i32: [0, 0x1234_5678, -1, -0x8000_0000],
  u64: [0n, 0x1234_5678_9abc_def0n, 0xffff_ffff_ffff_ffffn],
  u53: [0, 0xffff_ffff, 0x1_0000_0000, Number.MAX_SAFE_INTEGER],
  i53: [0, -1, 0x1_0000_0000, -0x1_0000_0001, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
} as const;

for (const [name, values] of Object.entries(VALUES)) {
  // Each class's `set` takes what its `get` returns.
  const field = FIELDS[name as keyof typeof VALUES] as {
    readonly size: number;
    get(view: DataView, at: number): unknown;
    set(view: DataView, at: number, value: unknown): void;
  };
  Deno.test(`${name} writes what it reads, in its ${field.size} bytes and no others`, () => {
    for (const value of values) {
      const view = memory(field.size, 0, 0xaa);
      field.set(view, AT, value);
      assertEquals(field.get(view, AT), value);
      const bytes = new Uint8Array(view.buffer).fill(0, AT + OFFSET, AT + OFFSET + field.size);
      assertEquals(bytes, new Uint8Array(memory(field.size, 0, 0xaa).buffer));
    }
  });
}

Deno.test("u64 reads its halves apart", () => {
  const view = memory(8, 0, 0xff);
  FIELDS.u64.set(view, AT, 0x8000_0001_ffff_fffen);
  assertEquals([FIELDS.u64.low(view, AT), FIELDS.u64.high(view, AT)], [0xffff_fffe, 0x8000_0001]);
});

Deno.test("timespec keeps seconds before 1970 and nanoseconds apart", () => {
  const field = timespec(OFFSET);
  for (const [seconds, nanoseconds] of [[0n, 0], [-1n, 999_999_999], [0x1_2345_6789n, 1]] as const) {
    const view = memory(field.size, 0xaa, 0);
    field.set(view, AT, seconds, nanoseconds);
    assertEquals([field.seconds(view, AT), field.nanoseconds(view, AT)], [Number(seconds), nanoseconds]);
    // tv_nsec is a long: its upper half must not keep what was there.
    assertEquals(view.getBigInt64(AT + OFFSET + 8, true), BigInt(nanoseconds));
  }
});

Deno.test("a struct's table cannot be changed", () => {
  assertEquals(Object.isFrozen(struct(4, { field: u32(0) })), true);
});

/** What an arena writes into its records, seen by the functions that receive it, and what it reads back. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { buf, type CallTable, copied, cstr, int, long, size_t, space } from "../../ffi/c_types.ts";
import { LIBC } from "../../ffi/linux/calls.ts";
import { linuxConstants } from "../../ffi/linux/constants.ts";
import { IOVEC } from "../../ffi/posix/structs.ts";
import { Arena } from "../../src/call/arena.ts";
import { errorNumber } from "../../src/call/errno.ts";
import { prepareRecords, type RunRecords } from "../../src/call/executable.ts";
import { bind } from "../../src/call/library.ts";
import { Call, Chain, FIRST, SKIPPED } from "../../src/call/program.ts";
import { addressOf } from "../../src/call/scratch.ts";
import { temporaryDirectory } from "../temporary.ts";

/** Functions of libc without side effects, whose result shows what they were given. */
const FUNCTIONS = {
  // int abs(int value)    abs(3)
  abs: { parameters: [int], result: int },
  // long labs(long value)    labs(3)
  labs: { parameters: [long], result: long },
  // long long atoll(const char *text)    atoll(3)
  atoll: { parameters: [cstr], result: long },
  // size_t strlen(const char *text)    strlen(3)
  strlen: { parameters: [cstr], result: long },
  // int memcmp(const void *one, const void *other, size_t count)    memcmp(3)
  memcmp: { parameters: [buf, copied, size_t], result: int },
  // char *strcpy(char *to, const char *from)    strcpy(3)
  strcpy: { parameters: [space, cstr], result: long },
  // int ffsl(long value)    ffsl(3): which bit is the first that is set, counted from 1; 0 when none is
  ffsl: { parameters: [long], result: int },
} as const satisfies CallTable;

const libc = bind({ ...LIBC, ...FUNCTIONS });
const { AT_FDCWD, O_CREAT, O_RDWR } = linuxConstants(Deno.build.arch);
const runRecords = prepareRecords() as RunRecords;

/** Sends steps in one arena, and returns each one's result, or what `read` makes of it while its memory is there. */
async function trip<T = number>(steps: readonly (Call | Chain)[], read = (_: Call, result: number) => result as T) {
  const arena = new Arena(1 << 20);
  const results: T[] = [];
  for (const step of steps) {
    const first = step instanceof Chain ? step.first : step;
    assert(arena.add({ step, complete: (result) => results.push(read(first, result)) }));
  }
  await runRecords(arena.memory, arena.records);
  arena.deliver(() => {});
  return results;
}

Deno.test("numbers arrive as they are, whatever their size and sign", async () => {
  const numbers = [0, 1, -1, 0x7fff_ffff, 0x8000_0000, -0x8000_0000, 2 ** 40 + 1, -(2 ** 40) - 1, 2 ** 53 - 1];
  const all = [...numbers, ...numbers.map(BigInt)];
  assertEquals(await trip(all.map((number) => libc.labs(number))), all.map((number) => Math.abs(Number(number))));
  // The lowest bit of the upper half alone: lost if a number were written as 32 bits.
  assertEquals(await trip([libc.ffsl(2 ** 32), libc.ffsl(-(2 ** 63)), libc.ffsl(1n << 63n)]), [33, 64, 64]);
});

Deno.test("an int's result is read as an int, a 64-bit one with its sign", async () => {
  assertEquals(await trip([libc.abs(-7)]), [7]);
  await using dir = await temporaryDirectory();
  await Deno.writeFile(dir.join("a"), new Uint8Array(1));
  const [fd] = await trip([libc.openat(AT_FDCWD, dir.join("a"), O_RDWR, 0)]) as [number];
  const results = await trip([libc.lseek(fd, 2 ** 40 + 3, 0), libc.lseek(fd, -1, 0), libc.atoll("12345678901234")]);
  assertEquals(results, [2 ** 40 + 3, -errorNumber("EINVAL"), 12345678901234]);
  assertEquals(await trip([libc.close(fd), libc.close(fd)]), [0, -errorNumber("EBADF")]);
});

Deno.test("texts are copied with their end, in any script and as bytes", async () => {
  const bytes = new Uint8Array([0xff, 0x41]);
  const texts = [
    "",
    "a",
    "ä",
    "x".repeat(47),
    "x".repeat(48),
    "x".repeat(49),
    "日本".repeat(40),
    "ä".repeat(2000),
    bytes,
  ];
  const lengths = texts.map((text) => text instanceof Uint8Array ? text.length : new TextEncoder().encode(text).length);
  assertEquals(await trip(texts.map((text) => libc.strlen(text))), lengths);
});

Deno.test("the caller's bytes go by address, inputs are copied at once", async () => {
  const one = new Uint8Array([9, 1, 2, 3]).subarray(1);
  const other = new Uint8Array([1, 2, 3]);
  const call = libc.memcmp(one, other, 3);
  const arena = new Arena(1 << 20);
  let equal = -1;
  arena.add({ step: call, complete: (result) => equal = result });
  other.fill(0); // too late to be seen
  await runRecords(arena.memory, arena.records);
  arena.deliver(() => {});
  assertEquals(equal, 0);
});

Deno.test("null is the null pointer", async () => {
  const [result] = await trip([libc.read(-1, null, 0), libc.writev(-1, null, 0)]);
  assertEquals(result, -errorNumber("EBADF"));
});

Deno.test("every call's output stands apart, and is read before the arena is used again", async () => {
  const texts = Array.from({ length: 64 }, (_, i) => `text ${i}`.padEnd(i, "."));
  const copies = await trip(texts.map((text) => libc.strcpy({ size: 65 }, text)), ({ view, at }) => {
    const bytes = new Uint8Array(view.buffer, at, 65);
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
  });
  assertEquals(copies, texts);
});

Deno.test("a chain works on what its first call opened", async () => {
  await using dir = await temporaryDirectory();
  const bytes = new TextEncoder().encode("content");
  const vector = new Uint8Array(IOVEC.size);
  IOVEC.iov_base.set(new DataView(vector.buffer), 0, addressOf(bytes));
  IOVEC.iov_len.set(new DataView(vector.buffer), 0, BigInt(bytes.length));
  const open = libc.openat(AT_FDCWD, dir.join("a"), O_CREAT | O_RDWR, 0o600);
  const chain = new Chain(open, [libc.writev(FIRST, vector, 1).holding([bytes]), libc.fsync(FIRST), libc.close(FIRST)]);
  await trip([libc.abs(-1), chain, libc.abs(-2)]);
  assertEquals([chain.results.slice(1), chain.closed], [[7, 0, 0], true]);
  assertEquals(await Deno.readTextFile(dir.join("a")), "content");
});

Deno.test("a chain whose first call fails makes no other, and counts none", async () => {
  const chain = new Chain(libc.openat(AT_FDCWD, "/nothing/here", 0, 0), [libc.fsync(FIRST), libc.close(FIRST)]);
  const arena = new Arena(1 << 20);
  arena.add({ step: chain, complete() {} });
  await runRecords(arena.memory, arena.records);
  const counted: string[] = [];
  arena.deliver(({ binding }) => counted.push(binding.name));
  assertEquals(chain.results, [-errorNumber("ENOENT"), -SKIPPED, -SKIPPED]);
  assertEquals([counted, chain.closed], [["openat"], false]);
});

Deno.test("a full arena takes no more, and what it has taken is made", async () => {
  const arena = new Arena(1 << 20);
  const results: number[] = [];
  const add = (step: Call | Chain) => arena.add({ step, complete: (result) => results.push(result) });
  while (add(libc.abs(1))) assert(arena.records <= 256);
  assertEquals(arena.records, 256);
  await runRecords(arena.memory, arena.records);
  arena.deliver(() => {});
  assertEquals(results.length, 256);
});

Deno.test("a chain that does not fit leaves no part of itself behind", async () => {
  const arena = new Arena(64 << 10);
  const results: number[] = [];
  const add = (step: Call | Chain) => arena.add({ step, complete: (result) => results.push(result) });
  const large = () => new Chain(libc.abs(-1), [libc.readInto(-1, { size: 32 << 10 }, 0)]);
  assertEquals([add(large()), add(large())], [true, false], "no memory for two");
  for (let i = 2; i < 254; i++) add(libc.abs(i));
  assertEquals(add(new Chain(libc.abs(-2), [libc.close(FIRST), libc.close(FIRST)])), false, "no records for three");
  assertEquals(add(new Chain(libc.abs(-3), [libc.isatty(FIRST)])), true);
  await runRecords(arena.memory, arena.records);
  arena.deliver(() => {});
  assertEquals(results, [...Array(254).keys(), 3].slice(1));
});

Deno.test("a used arena is as good as new", async () => {
  const arena = new Arena(1 << 20);
  const results: number[] = [];
  for (const text of ["a long text, of which nothing may remain", "short", ""]) {
    arena.reset();
    arena.add({ step: libc.strlen(text), complete: (result) => results.push(result - text.length) });
    await runRecords(arena.memory, arena.records);
    arena.deliver(() => {});
  }
  assertEquals(results, [0, 0, 0]);
});

Deno.test("memory that is used up is refused, not overrun", async () => {
  const arena = new Arena(64 << 10);
  const texts: string[] = [];
  const results: number[] = [];
  const step = () => libc.strlen(texts.at(-1)!);
  for (;;) {
    texts.push("x".repeat(1000 + texts.length));
    if (!arena.add({ step: step(), complete: (result) => results.push(result) })) break;
  }
  assert(arena.records > 10 && arena.records < 64);
  await runRecords(arena.memory, arena.records);
  arena.deliver(() => {});
  assertEquals(results, texts.slice(0, -1).map((text) => text.length));
});

Deno.test("a call that asks for more than the whole arena is a mistake, not a wait for ever", () => {
  const arena = new Arena(64 << 10);
  const step = libc.readInto(-1, { size: 64 << 10 }, 0);
  assertThrows(() => arena.add({ step, complete() {} }), RangeError, "readInto");
});

Deno.test("a path longer than any is cut where the kernel still finds it too long", async () => {
  const results = await trip(["a".repeat(4096), "ä".repeat(100_000)].map((path) => libc.openat(AT_FDCWD, path, 0, 0)));
  assertEquals(results, [-errorNumber("ENAMETOOLONG"), -errorNumber("ENAMETOOLONG")]);
});

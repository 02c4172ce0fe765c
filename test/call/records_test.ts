/** What the machine code does with records, made by hand: `arena_test.ts` has those that the library writes. */
import { assertEquals } from "@std/assert";
import { linuxConstants } from "../../ffi/linux/constants.ts";
import { errorNumber } from "../../src/call/errno.ts";
import { prepareRecords, type RunRecords } from "../../src/call/executable.ts";
import { addressOfSymbol } from "../../src/call/library.ts";
import { RECORD, RECORD_ARGUMENTS } from "../../src/call/machine_code.ts";
import { SKIPPED } from "../../src/call/program.ts";
import { addressOf } from "../../src/call/scratch.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";

const runRecords = prepareRecords() as RunRecords;
const { AT_FDCWD, O_RDONLY } = linuxConstants(Deno.build.arch);
/** What every byte of a record holds that nobody has written: no call's result or error number. */
const UNTOUCHED = 0x5a;

type Value = number | bigint | Uint8Array;
/** The function's name, its arguments, and how many records back the first of them comes from. */
type Row = readonly [name: string, args: readonly Value[], back?: number];

/** Runs rows of calls, and returns each one's result as an `int` with its error number, and as 64 bits. */
async function run(rows: readonly Row[], count: number = rows.length) {
  const memory = new Uint8Array(rows.length * RECORD.size).fill(UNTOUCHED);
  const view = new DataView(memory.buffer);
  rows.forEach(([name, args, back = 0], i) => {
    const at = i * RECORD.size;
    view.setBigUint64(at + RECORD.function, addressOfSymbol(name), true);
    args.forEach((value, a) => {
      const word = value instanceof Uint8Array ? addressOf(value) : BigInt(value);
      view.setBigInt64(at + RECORD.arguments + a * 8, BigInt.asIntN(64, word), true);
    });
    view.setInt32(at + RECORD.link, back * RECORD.size, true);
  });
  await runRecords(memory, count);
  return rows.map((_, i) => ({
    result: view.getInt32(i * RECORD.size + RECORD.result, true),
    error: view.getInt32(i * RECORD.size + RECORD.error, true),
    long: view.getBigInt64(i * RECORD.size + RECORD.result, true),
  }));
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(`${value}\0`);
}

/** `result` of a call that succeeded, minus its error number of one that failed. */
function outcome({ result, error }: { result: number; error: number }): number {
  return result < 0 ? -error : result;
}

const EBADF = -errorNumber("EBADF");
const ENOENT = -errorNumber("ENOENT");
const EFAULT = -errorNumber("EFAULT");
const missing = text("/nothing/is/here");

Deno.test("each of many records has its own result", async () => {
  for (const count of [1, 64, 256]) {
    const outcomes = await run(Array.from({ length: count }, (_, i) => ["abs", [-i]] as const));
    assertEquals(outcomes.map(({ result }) => result), Array.from({ length: count }, (_, i) => i));
  }
});

Deno.test("each record has the error number of its own call", async () => {
  const close: Row = ["close", [-1]];
  const open: Row = ["openat", [AT_FDCWD, missing, O_RDONLY, 0]];
  const pipe: Row = ["pipe", [0]];
  const rows = Array.from({ length: 63 }, (_, i) => [close, open, pipe][i % 3]!);
  const wanted = rows.map((_, i) => [EBADF, ENOENT, EFAULT][i % 3]!);
  assertEquals((await run(rows)).map(outcome), wanted);
});

Deno.test("trips at the same time have the error numbers of their own threads", async () => {
  const rows: Record<number, Row> = { [EBADF]: ["close", [-1]], [ENOENT]: ["openat", [AT_FDCWD, missing, 0, 0]] };
  const trips = Array.from({ length: 200 }, async (_, i) => {
    const wanted = i % 2 === 0 ? EBADF : ENOENT;
    const outcomes = await run(Array.from({ length: 64 }, () => rows[wanted]!));
    return outcomes.every((one) => outcome(one) === wanted);
  });
  assertEquals((await Promise.all(trips)).filter((right) => !right).length, 0);
});

Deno.test("only as many records are run as were asked for", async () => {
  const untouched = new Int32Array(new Uint8Array(4).fill(UNTOUCHED).buffer)[0]!;
  const rows: Row[] = [["abs", [-1]], ["abs", [-2]], ["abs", [-3]]];
  assertEquals((await run(rows, 2)).map(({ result }) => result), [1, 2, untouched]);
  assertEquals((await run(rows, 0)).map(({ result }) => result), [untouched, untouched, untouched]);
});

Deno.test("a result has 64 bits", async () => {
  const [minus, plus] = await run([["labs", [-0x1234_5678_9abcn]], ["atoll", [text("-9007199254740993")]]]);
  assertEquals([minus!.long, plus!.long], [0x1234_5678_9abcn, -9007199254740993n]);
});

Deno.test("a variadic function gets all the arguments that a record passes", async () => {
  // x86-64 passes six in registers and two on the stack, AArch64 eight and one.
  const most = Deno.build.arch === "aarch64" ? RECORD_ARGUMENTS : 8;
  const numbers = Array.from({ length: most - 3 }, (_, i) => (i + 1) * 0x1_0000_0001);
  const buffer = new Uint8Array(128);
  const format = text(numbers.map(() => "%ld").join());
  const [printed] = await run([["snprintf", [buffer, buffer.length, format, ...numbers]]]);
  assertEquals(new TextDecoder().decode(buffer.subarray(0, printed!.result)), numbers.join());
});

Deno.test("a linked record takes an earlier one's result as its first argument", async () => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("a"), "content");
  const before = openDescriptors();
  const buffer = new Uint8Array(16);
  const [open, read, seek, close, twice] = await run([
    ["openat", [AT_FDCWD, text(dir.join("a")), O_RDONLY, 0]],
    ["read", [0, buffer, 16], 1],
    ["lseek", [0, 0, 1], 2],
    ["close", [0], 3],
    ["abs", [-5]],
  ]);
  assertEquals([read, seek, close, twice].map((one) => one!.result), [7, 7, 0, 5]);
  assertEquals(new TextDecoder().decode(buffer.subarray(0, 7)), "content");
  assertEquals([open!.result > 2, openDescriptors()], [true, before]);
});

Deno.test("records behind a failed one are not called, down the chain and no further", async () => {
  const skipped = { result: -1, error: SKIPPED, long: -1n };
  const [open, first, second, next] = await run([
    ["openat", [AT_FDCWD, missing, O_RDONLY, 0]],
    ["getpid", [], 1], // would succeed
    ["getpid", [], 2],
    ["getpid", []],
  ]);
  assertEquals(outcome(open!), ENOENT);
  assertEquals([first, second], [skipped, skipped]);
  assertEquals(next!.result, Deno.pid);
});

Deno.test("a failure in the middle of a chain skips what follows it", async () => {
  const [first, middle, last] = await run([["abs", [-1]], ["fcntl", [0, -1], 1], ["getpid", [], 2]]);
  assertEquals([first, middle, last].map((one) => outcome(one!)), [1, -errorNumber("EINVAL"), -SKIPPED]);
});

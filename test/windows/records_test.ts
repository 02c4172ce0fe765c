/** What the machine code for Windows does with records, made by hand, on pool threads of Windows or Wine. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { WINDOWS_CONSTANTS as c } from "../../ffi/windows/constants.ts";
import { RECORD } from "../../src/call/machine_code.ts";
import { WINDOWS_MACHINE_CODE } from "../../src/call/machine_code_windows.ts";
import { SKIPPED } from "../../src/call/program.ts";
import { narrow, openRuntime, wide, word } from "./library.ts";
import { elsewhere, why } from "./windows.ts";

const PAGE = 4096n;
/** What every byte of a record holds that nobody has written: no call's result or error number. */
const UNTOUCHED = 0x5a;
const DEFINITION = { parameters: ["buffer", "usize"], result: "void", nonblocking: true } as const;
const runtime = elsewhere ? undefined : openRuntime();

type Run = (records: Uint8Array<ArrayBuffer>, count: bigint) => Promise<void>;
let code: Run | undefined;

/** The code in memory that was writable, and is executable now. */
function prepare(): Run {
  const { VirtualAlloc, VirtualProtect, FlushInstructionCache, GetCurrentProcess } = runtime!;
  const memory = VirtualAlloc(null, PAGE, c.MEM_COMMIT | c.MEM_RESERVE, c.PAGE_READWRITE)!;
  assert(memory, "VirtualAlloc");
  const bytes = WINDOWS_MACHINE_CODE[Deno.build.arch];
  new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(memory, bytes.length)).set(bytes);
  assertNotEquals(VirtualProtect(memory, PAGE, c.PAGE_EXECUTE_READ, new Uint8Array(4)), 0);
  assertNotEquals(FlushInstructionCache(GetCurrentProcess(), memory, PAGE), 0);
  const run = new Deno.UnsafeFnPointer(memory as Deno.PointerObject<typeof DEFINITION>, DEFINITION);
  return (records, count) => run.call(records, count);
}

/** The function's name, its arguments, and how many records back the first of them comes from. */
type Row = readonly [name: string, args: readonly (number | bigint | Uint8Array)[], back?: number];

function address(name: string): bigint {
  const library = name.startsWith("_") ? "ntdll.dll" : "kernel32.dll";
  const found = runtime!.GetProcAddress(runtime!.GetModuleHandleW(wide(library)), narrow(name));
  assert(found, name);
  return Deno.UnsafePointer.value(found);
}

/** Runs rows of calls, and returns each one's result, narrow and whole, with its last error. */
async function run(rows: readonly Row[], count: number = rows.length) {
  const memory = new Uint8Array(rows.length * RECORD.size).fill(UNTOUCHED);
  const view = new DataView(memory.buffer);
  rows.forEach(([name, args, back = 0], i) => {
    const at = i * RECORD.size;
    view.setBigUint64(at + RECORD.function, address(name), true);
    args.forEach((value, a) => view.setBigInt64(at + RECORD.arguments + a * 8, word(value), true));
    view.setInt32(at + RECORD.link, back * RECORD.size, true);
  });
  await (code ??= prepare())(memory, BigInt(count));
  return rows.map((_, i) => ({
    result: view.getInt32(i * RECORD.size + RECORD.result, true),
    error: view.getInt32(i * RECORD.size + RECORD.error, true),
    long: view.getBigInt64(i * RECORD.size + RECORD.result, true),
  }));
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `${name}${why}`, ignore: elsewhere, fn });
}

const close: Row = ["CloseHandle", [0x7ffffff0]];
/** Opens what is there, with whatever access. */
function opening(path: string, access: number): Row {
  return ["CreateFileW", [wide(path), access, c.FILE_SHARE_READ, 0, c.OPEN_EXISTING, 0, 0]];
}
const missing = opening("C:\\windows\\nothing is here", c.GENERIC_READ);
const wayless = opening("C:\\nothing is here\\nothing", c.GENERIC_READ);
const pid: Row = ["GetCurrentProcessId", []];

test("each record has its own result and the last error of its own call", async () => {
  const rows = Array.from({ length: 64 }, (_, i) => [close, missing, wayless, pid][i % 4]!);
  const wanted = rows.map((_, i) => [[0, 6], [-1, 2], [-1, 3], [Deno.pid, 0]][i % 4]);
  assertEquals((await run(rows)).map(({ result, error }) => [result, error]), wanted);
});

test("trips at the same time have the last errors of their own threads", async () => {
  const trips = Array.from({ length: 200 }, async (_, i) => {
    const [row, wanted] = ([[close, 6], [missing, 2], [wayless, 3]] as const)[i % 3]!;
    return (await run(Array.from({ length: 64 }, () => row))).every(({ error }) => error === wanted);
  });
  assertEquals((await Promise.all(trips)).filter((right) => !right).length, 0);
});

test("only as many records are run as were asked for", async () => {
  const untouched = new Int32Array(new Uint8Array(4).fill(UNTOUCHED).buffer)[0]!;
  assertEquals((await run([pid, pid], 1)).map(({ result }) => result), [Deno.pid, untouched]);
  assertEquals((await run([pid], 0)).map(({ result }) => result), [untouched]);
});

test("a result has 64 bits", async () => {
  const [one] = await run([["_atoi64", [narrow("-9007199254740993")]]]);
  assertEquals(one!.long, -9007199254740993n);
});

test("a function gets all nine arguments that a record passes, four in registers", async () => {
  const numbers = Array.from({ length: 6 }, (_, i) => (i + 1) * 0x1_0000_0001);
  const buffer = new Uint8Array(128);
  const [printed] = await run([["_snprintf", [buffer, 128, narrow(numbers.map(() => "%I64d").join()), ...numbers]]]);
  assertEquals(new TextDecoder().decode(buffer.subarray(0, printed!.result)), numbers.join());
});

test("a linked record takes an earlier one's result as its first argument, behind FALSE, too", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "content");
  const [buffer, count, handles] = [new Uint8Array(16), new Uint8Array(4), new Uint8Array(8)];
  const counted = (at: number): Row => ["GetProcessHandleCount", [-1, handles.subarray(at)]];
  const outcomes = await run([
    counted(0),
    opening(path, c.GENERIC_READ),
    ["ReadFile", [0, buffer, 16, count, 0], 1],
    ["GetConsoleMode", [0, new Uint8Array(4)], 2],
    ["CloseHandle", [0], 3],
    counted(4),
  ]);
  await Deno.remove(path);
  assertEquals(outcomes.map(({ result }) => result).toSpliced(1, 1), [1, 1, 0, 1, 1]);
  assertEquals([outcomes[2]!.error, outcomes[3]!.error], [0, 6]);
  assertEquals(new TextDecoder().decode(buffer.subarray(0, new Uint32Array(count.buffer)[0])), "content");
  const [before, after] = new Uint32Array(handles.buffer);
  assertEquals(after, before);
});

test("records behind a failed CreateFileW are not called, down the chain and no further", async () => {
  const skipped = { result: -1, error: SKIPPED, long: -1n };
  const [open, first, second, next] = await run([
    missing,
    ["GetCurrentProcessId", [], 1],
    ["CloseHandle", [0], 2],
    pid,
  ]);
  assertEquals([open!.long, open!.error], [-1n, 2]);
  assertEquals([first, second], [skipped, skipped]);
  assertEquals(next!.result, Deno.pid);
});

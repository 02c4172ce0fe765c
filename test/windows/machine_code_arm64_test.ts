/**
 * The machine code for Windows on arm64, run on Linux: its convention is AAPCS64 there, too, but for x18, which is the
 * thread's environment block. A block of ours is put there, which these functions of libc leave alone; what a call writes
 * into it is its last error.
 */
import { assert, assertEquals } from "@std/assert";
import { linuxConstants } from "../../ffi/linux/constants.ts";
import { RUNTIME } from "../../ffi/posix/runtime.ts";
import { addressOfSymbol } from "../../src/call/library.ts";
import { RECORD } from "../../src/call/machine_code.ts";
import { WINDOWS_MACHINE_CODE } from "../../src/call/machine_code_windows.ts";
import { SKIPPED } from "../../src/call/program.ts";
import { addressOf } from "../../src/call/scratch.ts";
import { narrow, word } from "./library.ts";

const elsewhere = Deno.build.os !== "linux" || Deno.build.arch !== "aarch64";
const why = elsewhere ? " (not run: needs Linux on arm64)" : "";
const c = linuxConstants("aarch64");
const DEFINITION = { parameters: ["buffer", "usize", "buffer"], result: "void", nonblocking: true } as const;

// deno-fmt-ignore
const ENVIRONMENT = [0xf2, 0x03, 0x02, 0xaa]; // mov x18, x2

Deno.test({
  name: `records on arm64 have results, nine arguments, last errors and links${why}`,
  ignore: elsewhere,
  async fn() {
    const libc = Deno.dlopen("libc.so.6", RUNTIME);
    const { mmap, mprotect, munmap } = libc.symbols;
    const page = mmap(null, 4096n, c.PROT_READ | c.PROT_WRITE, c.MAP_PRIVATE | c.MAP_ANONYMOUS, -1, 0n)!;
    new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(page, 4096)).set([
      ...ENVIRONMENT,
      ...WINDOWS_MACHINE_CODE.aarch64,
    ]);
    assertEquals(mprotect(page, 4096n, c.PROT_READ | c.PROT_EXEC), 0);
    const run = new Deno.UnsafeFnPointer(page as Deno.PointerObject<typeof DEFINITION>, DEFINITION);

    const [environment, text] = [new Uint8Array(0x70), new Uint8Array(128)];
    const format = narrow("%ld".repeat(6));
    const numbers = [1, 2, 3, 4, 5, 0x6_0000_0000];
    const fail = [addressOf(environment) + 0x68n, 7, 4]; // memset: its result is an address
    const rows: readonly (readonly [string, readonly (number | bigint | Uint8Array)[], number?])[] = [
      ["snprintf", [text, 128, format, ...numbers]],
      ["memset", fail],
      ["labs", [-0x1234_5678_9abcn]],
      ["abs", [0], 1],
      ["atoi", [narrow("-1")]],
      ["abs", [-5], 1],
      ["abs", [-6], 2],
      ["abs", [-7]],
    ];
    const memory = new Uint8Array(rows.length * RECORD.size);
    const view = new DataView(memory.buffer);
    rows.forEach(([name, args, back = 0], i) => {
      view.setBigUint64(i * RECORD.size + RECORD.function, addressOfSymbol(name), true);
      args.forEach((arg, a) => view.setBigInt64(i * RECORD.size + RECORD.arguments + a * 8, word(arg), true));
      view.setInt32(i * RECORD.size + RECORD.link, back * RECORD.size, true);
    });
    await run.call(memory, BigInt(rows.length), environment);
    munmap(page, 4096n);
    libc.close();

    const results = rows.map((_, i) => view.getInt32(i * RECORD.size + RECORD.result, true));
    const errors = rows.map((_, i) => view.getInt32(i * RECORD.size + RECORD.error, true));
    const printed = numbers.join("");
    assertEquals(new TextDecoder().decode(text.subarray(0, results[0])), printed);
    assertEquals(view.getBigInt64(2 * RECORD.size + RECORD.result, true), 0x1234_5678_9abcn);
    // Behind a link, the low half of that again.
    assertEquals(results.slice(3), [0x5678_9abc, -1, -1, -1, 7]);
    assertEquals(errors, [0, 0x0707_0707, 0, 0, 0, SKIPPED, SKIPPED, 0]);
    assert(results[0] === printed.length);
  },
});

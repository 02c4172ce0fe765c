/** Memory for machine code on Windows: `VirtualAlloc`ed writable, filled, then made executable; never both. */
import { RUNTIME, RUNTIME_LIBRARY } from "../../ffi/windows/runtime.ts";
import { WINDOWS_CONSTANTS as c } from "../../ffi/windows/constants.ts";
import { target } from "../../ffi/target.ts";
import type { RunRecords } from "./executable.ts";
import { errorName } from "./errno.ts";
import { WINDOWS_MACHINE_CODE } from "./machine_code_windows.ts";

const PAGE = 4096n;
const DEFINITION = { parameters: ["buffer", "usize"], result: "void", nonblocking: true } as const;

/** The code that runs records, or why there is none. */
export function prepareRecordsOnWindows(): RunRecords | string {
  const kernel32 = Deno.dlopen(RUNTIME_LIBRARY, RUNTIME).symbols;
  const memory = kernel32.VirtualAlloc(null, PAGE, c.MEM_COMMIT | c.MEM_RESERVE, c.PAGE_READWRITE);
  if (memory === null) return `VirtualAlloc: ${errorName(kernel32.GetLastError())}`;
  new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(memory, Number(PAGE))).set(WINDOWS_MACHINE_CODE[target.arch]);
  const before = new Uint32Array(1);
  if (kernel32.VirtualProtect(memory, PAGE, c.PAGE_EXECUTE_READ, before) === 0) {
    const reason = `VirtualProtect: ${errorName(kernel32.GetLastError())}`;
    kernel32.VirtualFree(memory, 0n, c.MEM_RELEASE);
    return reason;
  }
  kernel32.FlushInstructionCache(kernel32.GetCurrentProcess(), memory, PAGE);
  const run = new Deno.UnsafeFnPointer(memory as Deno.PointerObject<typeof DEFINITION>, DEFINITION);
  return (records, count) => run.call(records, BigInt(count));
}

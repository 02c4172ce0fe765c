/** Memory for machine code: mapped writable, filled, then made executable; never both. */
import { target } from "../../ffi/target.ts";
import { prepareRecordsOnWindows } from "./executable_windows.ts";
import { MACHINE_CODE } from "./machine_code.ts";
import { addressOfSymbol, openRuntime } from "./library.ts";
import { platform } from "./platform.ts";
import { errnoLocation, errorName } from "./errno.ts";

const PAGE = 4096n;

const HERE = { parameters: ["buffer", "usize", "pointer"], result: "void" } as const;
const DEFINITION = { ...HERE, nonblocking: true } as const;

/** Runs `count` records on a pool thread. */
export type RunRecords = (records: Uint8Array<ArrayBuffer>, count: number) => Promise<void>;

let runHere: ((records: Uint8Array<ArrayBuffer>, count: number) => void) | undefined;

/** Runs `count` records on this thread; not on Windows, and only once {@link prepareRecords} has found that it can. */
export function runRecordsHere(records: Uint8Array<ArrayBuffer>, count: number): void {
  runHere!(records, count);
}

/** The code that runs records, or why there is none. */
export function prepareRecords(): RunRecords | string {
  if (platform.errorLocation === undefined) return prepareRecordsOnWindows();
  const code = MACHINE_CODE[target.arch];
  const { write, execute, flags } = platform.mapping;
  const { mmap, mprotect, munmap } = openRuntime();
  const errno = errnoLocation();
  const memory = mmap(null, PAGE, write, flags, -1, 0n);
  const failed = errno[0]!;
  // MAP_FAILED is (void *) −1.
  if (memory === null || Deno.UnsafePointer.value(memory) === 0xffff_ffff_ffff_ffffn) {
    return `mmap: ${errorName(failed)}`;
  }
  new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(memory, Number(PAGE))).set(code);
  // The page was never executable before, so the kernel brings the instruction cache up to date when it becomes so.
  if (mprotect(memory, PAGE, execute) !== 0) {
    const number = errno[0]!;
    munmap(memory, PAGE);
    return `mprotect: ${errorName(number)}`;
  }
  const run = new Deno.UnsafeFnPointer(memory as Deno.PointerObject<typeof DEFINITION>, DEFINITION);
  const here = new Deno.UnsafeFnPointer(memory as Deno.PointerObject<typeof HERE>, HERE);
  const location = Deno.UnsafePointer.create(addressOfSymbol(platform.errorLocation));
  runHere = (records, count) => here.call(records, BigInt(count), location);
  return (records, count) => run.call(records, BigInt(count), location);
}

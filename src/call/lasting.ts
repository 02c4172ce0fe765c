/**
 * Memory that outlives the isolate that made it: a call that is under way when its worker is terminated still writes
 * its result, and would write into memory that somebody else has by then.
 */
import { RUNTIME as WINDOWS_RUNTIME, RUNTIME_LIBRARY } from "../../ffi/windows/runtime.ts";
import { WINDOWS_CONSTANTS as c } from "../../ffi/windows/constants.ts";
import { openRuntime } from "./library.ts";
import { platform } from "./platform.ts";

/** `bytes` of memory that is never freed; its pages are real once they are written to. */
export function lastingMemory(bytes: number): Uint8Array<ArrayBuffer> {
  const pointer = platform.errorLocation === undefined ? reserved(BigInt(bytes)) : mapped(BigInt(bytes));
  if (pointer === null) throw new RangeError(`no memory for ${bytes} bytes`);
  return new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(pointer, bytes));
}

function mapped(bytes: bigint): Deno.PointerObject | null {
  const { write, flags } = platform.mapping;
  const pointer = openRuntime().mmap(null, bytes, write, flags, -1, 0n);
  // MAP_FAILED is (void *) −1.
  return pointer !== null && Deno.UnsafePointer.value(pointer) === 0xffff_ffff_ffff_ffffn ? null : pointer;
}

function reserved(bytes: bigint): Deno.PointerObject | null {
  const { VirtualAlloc } = Deno.dlopen(RUNTIME_LIBRARY, WINDOWS_RUNTIME).symbols;
  return VirtualAlloc(null, bytes, c.MEM_COMMIT | c.MEM_RESERVE, c.PAGE_READWRITE);
}

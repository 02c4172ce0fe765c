/** Windows' functions for tests, called at once and by address. */
import type { CallEntry } from "../../ffi/c_types.ts";
import { RUNTIME, RUNTIME_LIBRARY } from "../../ffi/windows/runtime.ts";
import { writeWide } from "../../ffi/windows/wide.ts";
import { addressOf } from "../../src/call/scratch.ts";

/** `text` as UTF-16 with a NUL, in bytes for a call. */
export function wide(text: string): Uint8Array<ArrayBuffer> {
  const memory = new Uint16Array(text.length + 1);
  writeWide(text, memory);
  return new Uint8Array(memory.buffer);
}

/** `text` with a NUL, in bytes for a call. */
export function narrow(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}

/** Entries of a table, opened: called with what their types say in Deno's terms. */
export function open<T extends { readonly [name: string]: CallEntry }>(library: string, table: T) {
  const definitions = Object.entries(table).map(([name, { parameters, result }]) => [
    name,
    { parameters: parameters.map((type) => type.native), result: result.native },
  ]);
  return Deno.dlopen(library, Object.fromEntries(definitions)) as unknown as {
    readonly symbols: { readonly [K in keyof T]: (...args: unknown[]) => number };
    close(): void;
  };
}

/** What the call layer needs of Windows, opened; it stays so. */
export function openRuntime(): Deno.DynamicLibrary<typeof RUNTIME>["symbols"] {
  return Deno.dlopen(RUNTIME_LIBRARY, RUNTIME).symbols;
}

/** An argument of a record: what is memory is passed by address. */
export function word(value: number | bigint | Uint8Array): bigint {
  return BigInt.asIntN(64, value instanceof Uint8Array ? addressOf(value) : BigInt(value));
}

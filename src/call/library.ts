/**
 * The system's C library, opened on first use, one symbol at a time: importing needs no permission, and a script that
 * only calls `stat` resolves `statx`.
 */
import type { Arguments, CallEntry, CallTable } from "../../ffi/c_types.ts";
import { type Binding, Call } from "./program.ts";
import { compile } from "./invoke.ts";
import { platform } from "./platform.ts";
import { LINKER, LINKER_LIBRARY, RUNTIME } from "../../ffi/posix/runtime.ts";
import { RUNTIME as WINDOWS_RUNTIME, RUNTIME_LIBRARY } from "../../ffi/windows/runtime.ts";
import { errorNumber } from "./errno.ts";
import { writeWide } from "./scratch.ts";

/** A table's entries as functions that make {@link Call}s. */
export type Calls<T extends CallTable> = {
  readonly [K in keyof T]: (...args: Arguments<T[K]["parameters"]>) => Call;
};

/** Every entry that has been bound, for `metrics()`. */
export const bindings: Binding[] = [];

let file: string | undefined;

/** Opens `symbols`; the first file name that serves is kept. */
export function openLibrary<S extends Deno.ForeignLibraryInterface>(symbols: S): Deno.DynamicLibrary<S>["symbols"] {
  if (file !== undefined) return Deno.dlopen(file, symbols).symbols;
  let failure: unknown = new Deno.errors.NotSupported(`@reseau/files: there is no backend for ${platform.os} yet`);
  for (const name of platform.libraries) {
    try {
      const { symbols: opened } = Deno.dlopen(name, symbols);
      file = name;
      return opened;
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      failure = error;
    }
  }
  throw failure;
}

class Entry implements Binding {
  calls = 0;
  errors = 0;
  bytes = 0;
  #address: bigint | undefined;
  #absent: boolean | undefined;
  #nonblocking: ((...args: unknown[]) => Promise<number | bigint>) | undefined;

  readonly output: number;

  constructor(readonly name: string, readonly entry: CallEntry) {
    this.output = entry.parameters.findIndex(({ role }) => role === "space");
    bindings.push(this);
  }

  /** Replaced by what {@link compile} makes when the first call comes. */
  invoke(args: readonly unknown[], at: number): number {
    const symbol = this.#open(this.entry.result.native, false) as ((...args: unknown[]) => number) | null;
    this.invoke = symbol === null ? () => -errorNumber("ENOSYS") : compile(this, symbol, () => this.#narrow());
    return this.invoke(args, at);
  }

  address(): bigint {
    return this.#address ??= addressOfSymbol(this.entry.symbol ?? this.name, this.entry.library);
  }

  isAbsent(): boolean {
    return this.#absent ??= this.address() === 0n;
  }

  nonblocking(): (...args: unknown[]) => Promise<number | bigint> {
    return this.#nonblocking ??= (this.#open(this.entry.result.native, true) ??
      (() => Promise.resolve(-1))) as (...args: unknown[]) => Promise<number | bigint>;
  }

  /** The same function with an `int` result: a failed call is repeated through it where a BigInt came between it and `errno`. */
  #narrow(): (...args: unknown[]) => number {
    return this.#open("i32", false) as (...args: unknown[]) => number;
  }

  #open(result: "u8" | "i32" | "u32" | "i64" | "usize" | "buffer", nonblocking: boolean): unknown {
    const { parameters, symbol: name = this.name, optional = false } = this.entry;
    const definition = { name, parameters: parameters.map((type) => type.native), result, nonblocking, optional };
    const symbols = { f: definition as Deno.ForeignFunction };
    const { library } = this.entry;
    return library === undefined ? openLibrary(symbols).f : Deno.dlopen(library, symbols).symbols.f;
  }
}

/** Binds a table. Nothing is opened until a call is made. */
export function bind<T extends CallTable>(table: T): Calls<T> {
  const calls: Record<string, (...args: unknown[]) => Call> = {};
  for (const [name, entry] of Object.entries(table)) {
    const binding = new Entry(name, entry);
    calls[name] = (...args) => new Call(binding, args);
  }
  return calls as unknown as Calls<T>;
}

let dlsym: ((handle: Deno.PointerValue, name: BufferSource) => Deno.PointerValue) | undefined;

/** A function's address: 0 when the system, or the library that is named, has none of that name. */
export function addressOfSymbol(name: string, library?: string): bigint {
  if (platform.errorLocation === undefined) return addressOnWindows(name, library ?? RUNTIME_LIBRARY);
  dlsym ??= openLinker();
  const pointer = dlsym(Deno.UnsafePointer.create(platform.everything), new TextEncoder().encode(`${name}\0`));
  return pointer === null ? 0n : Deno.UnsafePointer.value(pointer);
}

function addressOnWindows(name: string, library: string): bigint {
  const { GetModuleHandleW, GetProcAddress } = Deno.dlopen(RUNTIME_LIBRARY, WINDOWS_RUNTIME).symbols;
  const wide = new Uint8Array(2 * library.length + 2);
  writeWide(library, wide);
  const pointer = GetProcAddress(GetModuleHandleW(wide), new TextEncoder().encode(`${name}\0`));
  return pointer === null ? 0n : Deno.UnsafePointer.value(pointer);
}

function openLinker() {
  try {
    return openLibrary(LINKER).dlsym;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return Deno.dlopen(LINKER_LIBRARY, LINKER).symbols.dlsym;
  }
}

/** `mmap` and its kin. */
export function openRuntime(): Deno.DynamicLibrary<typeof RUNTIME>["symbols"] {
  return openLibrary(RUNTIME);
}

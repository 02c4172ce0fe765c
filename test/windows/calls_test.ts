/** Windows' tables of calls: their prototypes anywhere, their symbols where Windows or Wine runs. */
import { assert, assertEquals } from "@std/assert";
import type { CallEntry, CallTable } from "../../ffi/c_types.ts";
import { KERNEL32, NTDLL, NTDLL_APART } from "../../ffi/windows/calls.ts";
import { ERRORS } from "../../ffi/windows/errors.ts";
import { RUNTIME, RUNTIME_LIBRARY } from "../../ffi/windows/runtime.ts";
import { WATCHING } from "../../ffi/windows/watching.ts";
import { SHELL, SHELL_LIBRARY, TASK_MEMORY, TASK_MEMORY_LIBRARY } from "../../ffi/windows/shell.ts";
import { RECORD_ARGUMENTS } from "../../src/call/machine_code.ts";
import { nameOf } from "../ffi/prototypes.ts";
import { errorComments } from "./tables.ts";
import { elsewhere, why } from "./windows.ts";
import { NATIVE, parameterTypes, prototypes, resultType } from "./prototypes.ts";

const table: CallTable = { ...KERNEL32, ...NTDLL, ...NTDLL_APART, ...WATCHING };
const comments = new Map([...prototypes("ffi/windows/calls.ts"), ...prototypes("ffi/windows/watching.ts")]);

/** What a failing result may be, by the type of result. `BOOL` and `DWORD` have no other. */
const FAILURES: Readonly<Record<string, readonly CallEntry["fails"][]>> = {
  BOOL: ["zero"],
  BOOLEAN: ["zero"],
  DWORD: ["zero", undefined],
  NEW_HANDLE: ["invalidHandle", "zero"],
  NTSTATUS: ["ntstatus"],
};

Deno.test("every Windows call stands under its prototype", () => {
  assertEquals([...comments.keys()], Object.keys(table));
  for (const [name, prototype] of comments) assert(prototype, `no prototype above ${name}`);
});

for (const [name, entry] of Object.entries(table)) {
  const { symbol = name, parameters, result, library, fails, optional = false } = entry;

  Deno.test(`${name} is declared as its prototype says`, () => {
    const prototype = comments.get(name)!;
    assertEquals(symbol, prototype.symbol);
    assertEquals(parameters.length, prototype.parameters.length, "number of parameters");
    prototype.parameters.forEach((type, i) => {
      const accepted = parameterTypes(type).map(nameOf);
      assert(accepted.includes(nameOf(parameters[i])), `${type} (${i}) is ${nameOf(parameters[i])}, not ${accepted}`);
    });
    assertEquals(nameOf(result), nameOf(resultType(prototype.result)), prototype.result);
    assert(FAILURES[nameOf(result)]!.includes(fails), `${nameOf(result)} fails with ${fails}`);
    assertEquals(parameters.length > RECORD_ARGUMENTS, name in NTDLL_APART, "more arguments than a record passes");
  });

  Deno.test({
    name: `${name} is in ${library}${why}`,
    ignore: elsewhere,
    fn() {
      const types = parameters.map((type) => type.native);
      const definition = { name: symbol, parameters: types, result: result.native, optional };
      const opened = Deno.dlopen(library!, { f: definition as Deno.ForeignFunction });
      assert(opened.symbols.f || optional);
      opened.close();
    },
  });
}

/** Tables in Deno's own terms. */
const NATIVE_TABLES = {
  "ffi/windows/runtime.ts": RUNTIME,
  "ffi/windows/shell.ts": { ...SHELL, ...TASK_MEMORY },
} as const;

Deno.test("what is called of Windows in Deno's own terms is declared as its prototypes say", () => {
  for (const [path, table] of Object.entries<Record<string, Deno.ForeignFunction>>(NATIVE_TABLES)) {
    const prototype = prototypes(path);
    assertEquals([...prototype.keys()], Object.keys(table));
    for (const [name, { parameters, result }] of Object.entries(table)) {
      const { parameters: types, result: type } = prototype.get(name)!;
      assertEquals([...parameters], types.map((type) => NATIVE[type]!), name);
      assertEquals(result, NATIVE[type], name);
    }
  }
});

Deno.test({
  name: `what the shell knows of users is there${why}`,
  ignore: elsewhere,
  fn() {
    Deno.dlopen(SHELL_LIBRARY, SHELL).close();
    Deno.dlopen(TASK_MEMORY_LIBRARY, TASK_MEMORY).close();
  },
});

Deno.test({
  name: `what the call layer needs of Windows is there, by Deno's lookup and by GetProcAddress${why}`,
  ignore: elsewhere,
  fn() {
    const opened = Deno.dlopen(RUNTIME_LIBRARY, RUNTIME);
    const { GetModuleHandleW, GetProcAddress } = opened.symbols;
    for (const [name, library] of [...Object.keys(RUNTIME).map((name) => [name, RUNTIME_LIBRARY]), ...symbols()]) {
      const wide = Uint16Array.from(`${library}\0`, (unit) => unit.charCodeAt(0));
      const module = GetModuleHandleW(new Uint8Array(wide.buffer));
      assert(module, library);
      assert(GetProcAddress(module, new TextEncoder().encode(`${name}\0`)), name);
    }
    opened.close();
  },
});

/** NTSTATUSes of which Win32's number says less. */
const SAYS_LESS = new Set(["STATUS_FILE_IS_A_DIRECTORY", "STATUS_NOT_IMPLEMENTED"]);

Deno.test({
  name: `an NTSTATUS has the name of the Win32 error that the system makes of it${why}`,
  ignore: elsewhere,
  fn() {
    const opened = Deno.dlopen("ntdll.dll", {
      f: { name: "RtlNtStatusToDosError", parameters: ["i32"], result: "u32" },
    });
    const names = new Map(ERRORS.map(([number, name]) => [number, name]));
    const comments = errorComments();
    const statuses = ERRORS.filter(([number]) => number > 0xffff && !SAYS_LESS.has(comments.get(number)!));
    const theirs = statuses.map(([number]) => [comments.get(number), names.get(opened.symbols.f(number | 0))]);
    opened.close();
    assertEquals(theirs, statuses.map(([number, name]) => [comments.get(number), name]));
  },
});

/** Every symbol of the tables that must be there, with its library. */
function symbols(): [string, string][] {
  const needed = Object.entries(table).filter(([, { optional }]) => optional !== true);
  return needed.map(([name, { symbol = name, library }]) => [symbol, library!]);
}

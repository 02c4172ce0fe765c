import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { CallTable } from "../../ffi/c_types.ts";
import { LIBC } from "../../ffi/linux/calls.ts";
import { LINUX_LISTING } from "../../ffi/linux/listing.ts";
import { LINUX_LOCKING } from "../../ffi/linux/locking.ts";
import { LINUX_COPYING } from "../../ffi/linux/copying.ts";
import { LINUX_NAMES } from "../../ffi/linux/names.ts";
import { POSIX } from "../../ffi/posix/calls.ts";
import { EXIT, REMOVE } from "../../ffi/posix/exit.ts";
import { POSIX_NAMES } from "../../ffi/posix/names.ts";
import { LINKER, RUNTIME } from "../../ffi/posix/runtime.ts";
import { POSIX_SESSION } from "../../ffi/posix/session.ts";
import { addressOfSymbol, openLibrary } from "../../src/call/library.ts";
import { nameOf, parameterTypes, prototypes, resultType } from "./prototypes.ts";

const ours = Object.entries<CallTable[string]>(LIBC).filter(([name]) => !(name in POSIX));
const TABLES: readonly (readonly [string, CallTable])[] = [
  ["ffi/posix/calls.ts", POSIX],
  ["ffi/posix/names.ts", POSIX_NAMES],
  ["ffi/posix/session.ts", POSIX_SESSION],
  ["ffi/linux/names.ts", LINUX_NAMES],
  ["ffi/linux/copying.ts", LINUX_COPYING],
  ["ffi/linux/listing.ts", LINUX_LISTING],
  ["ffi/linux/locking.ts", LINUX_LOCKING],
  ["ffi/linux/calls.ts", Object.fromEntries(ours)],
];

/** Results that a table declares narrower than C does, and why. */
const NARROWER: Readonly<Record<string, string>> = {
  openat2: "long syscall(…) returns a descriptor here",
  renameat2: "long syscall(…) returns 0 or −1 here",
  mknodat: "long syscall(…) returns 0 or −1 here",
};

/** Places in registers and on the stack that the machine code fills on both architectures. */
const MOST_ARGUMENTS = 8;

for (const [path, table] of TABLES) {
  const comments = prototypes(path);

  Deno.test(`every call of ${path} stands under its prototype`, () => {
    assertEquals([...comments.keys()], Object.keys(table));
    for (const [name, prototype] of comments) assert(prototype, `no prototype above ${name}`);
  });

  for (const [name, entry] of Object.entries(table)) {
    const { symbol = name, parameters, result, optional } = entry;

    Deno.test(`${name} is declared as its prototype says`, () => {
      const prototype = comments.get(name)!;
      assertEquals(symbol, prototype.symbol);
      assertEquals(parameters.length, prototype.parameters.length, "number of parameters");
      prototype.parameters.forEach((type, i) => {
        const accepted = parameterTypes(type).map(nameOf);
        assert(accepted.includes(nameOf(parameters[i])), `${type} (${i}) is ${nameOf(parameters[i])}, not ${accepted}`);
      });
      if (!(name in NARROWER)) assertEquals(nameOf(result), nameOf(resultType(prototype.result)), prototype.result);
      assert(parameters.length <= MOST_ARGUMENTS, "more arguments than a record passes");
    });

    Deno.test(`${name} is in this system's libc${optional ? " or optional" : ""}`, () => {
      const definition = { name: symbol, parameters: parameters.map((type) => type.native), result: result.native };
      const { f } = openLibrary({ f: { ...definition, optional } as Deno.ForeignFunction });
      // Both ways in: Deno's own lookup for single calls, `dlsym` for records.
      assertEquals(addressOfSymbol(symbol) === 0n, f === null);
      assert(f !== null || optional);
    });
  }
}

/** C's types in Deno's own terms, as `runtime.ts` has them. */
const NATIVE: Readonly<Record<string, string>> = {
  "void *": "pointer",
  "const char *": "buffer",
  "int": "i32",
  "size_t": "usize",
  "off_t": "i64",
};

Deno.test("what the call layer itself needs is declared as its prototypes say, and there", () => {
  const comments = new Map([...prototypes("ffi/posix/runtime.ts"), ...prototypes("ffi/posix/exit.ts")]);
  const table: Deno.ForeignLibraryInterface = { ...RUNTIME, ...LINKER, ...EXIT };
  assertEquals([...comments.keys()].sort(), Object.keys(table).sort());
  for (const [name, definition] of Object.entries(table)) {
    const { parameters, result } = definition as Deno.ForeignFunction;
    const prototype = comments.get(name)!;
    assertEquals(parameters, prototype.parameters.map((type) => NATIVE[type]), name);
    assertEquals(result, NATIVE[prototype.result], name);
    assertNotEquals(addressOfSymbol(name), 0n, name);
  }
  assertNotEquals(addressOfSymbol(REMOVE), 0n);
});

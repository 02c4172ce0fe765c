import { assertEquals } from "@std/assert";
import { ERRNO, ERRNO_ALIASES } from "../../ffi/linux/errno.ts";
import { errorName, errorNumber, errorReason } from "../../src/call/errno.ts";
import { headerConstant, headerErrors } from "../abi/headers.ts";
import { ARCHITECTURES } from "../abi/tables.ts";

for (const architecture of ARCHITECTURES) {
  Deno.test(`error numbers and second names are those of the ${architecture} headers, none missing`, () => {
    const ours = { ...Object.fromEntries(ERRNO.map(([number, name]) => [name, number])), ...ERRNO_ALIASES };
    const wanted = Object.fromEntries(headerErrors().map((name) => [name, headerConstant(name, architecture)]));
    assertEquals(ours, wanted);
  });
}

Deno.test("every error number stands once, in order, and so does every name", () => {
  const numbers = ERRNO.map(([number]) => number);
  assertEquals(numbers, [...new Set(numbers)].sort((a, b) => a - b));
  const names = [...ERRNO.map(([, name]) => name), ...Object.keys(ERRNO_ALIASES)];
  assertEquals(names.length, new Set(names).size);
});

Deno.test("names become numbers, second names too, and numbers their first name", () => {
  for (const [number, name, reason] of ERRNO) {
    assertEquals([errorNumber(name), errorName(number), errorName(-number)], [number, name, name]);
    assertEquals([errorReason(number), errorReason(-number)], [reason, reason]);
  }
  for (const [alias, number] of Object.entries(ERRNO_ALIASES)) assertEquals(errorNumber(alias), number);
});

Deno.test("an unknown number is said, not guessed", () => {
  assertEquals(errorName(-4095), "UNKNOWN");
  assertEquals(errorReason(-4095), "unknown error 4095");
  assertEquals(errorNumber("ENOSUCHNAME"), 0);
});

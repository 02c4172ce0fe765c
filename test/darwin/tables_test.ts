/** The tables of `ffi/darwin` against Darwin's headers and exports, on any system. */
import { assert, assertEquals } from "@std/assert";
import type { CallTable } from "../../ffi/c_types.ts";
import { long } from "../../ffi/c_types.ts";
import { LIBSYSTEM } from "../../ffi/darwin/calls.ts";
import { DARWIN_COPYING } from "../../ffi/darwin/copying.ts";
import { DARWIN_LISTING } from "../../ffi/darwin/listing.ts";
import { DARWIN_LOCKING } from "../../ffi/darwin/locking.ts";
import { DARWIN_NAMES } from "../../ffi/darwin/names.ts";
import { DARWIN_WATCHING } from "../../ffi/darwin/watching.ts";
import { DARWIN_CONSTANTS } from "../../ffi/darwin/constants.ts";
import { ERRNO, ERRNO_ALIASES, ERRNO_ELSEWHERE } from "../../ffi/darwin/errno.ts";
import { POSIX } from "../../ffi/posix/calls.ts";
import { POSIX_CONSTANTS } from "../../ffi/posix/constants.ts";
import { RECORD_ARGUMENTS } from "../../src/call/machine_code.ts";
import { isErrorName, sourceLines } from "../abi/tables.ts";
import { nameOf, parameterTypes, resultType } from "../ffi/prototypes.ts";
import { headers } from "./headers.ts";
import { STRUCTS, SYMBOLS } from "./tables.ts";

for (const [title, table] of [["Darwin's", DARWIN_CONSTANTS], ["the POSIX", POSIX_CONSTANTS]] as const) {
  Deno.test(`${title} constants are those of Darwin's headers`, () => {
    const wanted = Object.fromEntries(Object.keys(table).map((name) => [name, headers.constants[name]]));
    assertEquals(table as Record<string, number>, wanted);
  });
}

/** Fields that our tables leave out, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "stat.st_lspare": "reserved",
  "stat.st_qspare": "reserved",
  "statfs.f_reserved": "reserved",
};

for (const [name, { size, ...fields }] of Object.entries(STRUCTS)) {
  Deno.test(`struct ${name} has the size and the fields of Darwin's headers`, () => {
    const header = headers.structs[name]!;
    assert(header, `test/abi/darwin.json has no struct ${name}`);
    const wanted = Object.entries(header.fields).filter(([field]) => !(`${name}.${field}` in LEFT_OUT));
    const ours = Object.entries(fields).map(([field, { offset, size }]) => [field, [offset, size]]);
    assertEquals(Object.fromEntries(ours), Object.fromEntries(wanted));
    assertEquals(size, header.size);
  });
}

Deno.test("error numbers and second names are those of Darwin's headers, none missing", () => {
  const ours = { ...Object.fromEntries(ERRNO.map(([number, name]) => [name, number])), ...ERRNO_ALIASES };
  // ELAST is the largest number, under a name that no call returns.
  const wanted = Object.entries(headers.constants).filter(([name]) => isErrorName(name) && name !== "ELAST");
  assertEquals(ours, Object.fromEntries(wanted));
  const numbers = ERRNO.map(([number]) => number);
  assertEquals(numbers, [...new Set(numbers)].sort((a, b) => a - b));
  for (const pair of Object.entries(ERRNO_ELSEWHERE)) for (const name of pair) assert(name in ours, name);
});

/** Symbols of libSystem's other parts, of which we have no list of exports, and where they are declared. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  isatty: "Libc, gen/FreeBSD/isatty.c; <unistd.h>",
  sysctl: "Libc, gen/FreeBSD/sysctl.c; <sys/sysctl.h>",
  sysctlbyname: "Libc, gen/FreeBSD/sysctlbyname.c; <sys/sysctl.h>",
  dlsym: "dyld; <dlfcn.h>",
  getpwuid_r: "Libinfo, lookup.subproj; <pwd.h>",
  getpwnam_r: "Libinfo, lookup.subproj; <pwd.h>",
  __cxa_atexit: "Libc, stdlib/FreeBSD/atexit.c; Itanium C++ ABI 3.3.6.3",
  strdup: "Libc, string/FreeBSD/strdup.c; <string.h>",
  remove: "Libc, stdio/FreeBSD/remove.c; <stdio.h>",
  lchflags: "Libc, lchflags.c; <sys/stat.h>",
  fcopyfile: "copyfile, copyfile.c; <copyfile.h>",
  getcwd: "Libc, gen/FreeBSD/getcwd.c; <unistd.h>",
  realpath$DARWIN_EXTSN: "Libc, stdlib/FreeBSD/realpath.c; <stdlib.h>, __DARWIN_EXTSN(realpath) on both processors",
};

Deno.test("every symbol is exported on both processors", () => {
  for (const symbol of SYMBOLS) {
    assert(symbol in headers.exports !== symbol in ELSEWHERE, `${symbol} is exported by nobody, or by two`);
  }
});

/** Types that only Darwin's prototypes name. */
const TYPES: Readonly<Record<string, string>> = { "uint32_t": "unsigned", "uint64_t": "size_t", "dev_t": "int" };

/** The prototype above each entry, a variadic one without its dots. */
function prototypes(path: string): Map<string, { symbol: string; result: string; named: string[]; variadic: boolean }> {
  const found = new Map();
  const lines = sourceLines(path);
  lines.forEach((line, i) => {
    const entry = line.match(/^ {2}(\w+): \{/)?.[1];
    if (entry === undefined) return;
    const match = lines[i - 1]!.match(/^ {2}\/\/ (.*?)([\w$]+)\((.*)\) {4}\w+\(\d\)/)!;
    assert(match, `no prototype above ${entry}`);
    const types = match[3] === "void"
      ? []
      : match[3]!.split(",").map((parameter) => parameter.trim().replace(/\w+$/, "").trim());
    const variadic = types.at(-1) === "...";
    const named = (variadic ? types.slice(0, -1) : types).map((type) => TYPES[type] ?? type);
    found.set(entry, { symbol: match[2]!, result: match[1]!.trim(), named, variadic });
  });
  return found;
}

const ours = Object.entries<CallTable[string]>({
  ...LIBSYSTEM,
  ...DARWIN_NAMES,
  ...DARWIN_LISTING,
  ...DARWIN_LOCKING,
  ...DARWIN_COPYING,
  ...DARWIN_WATCHING,
})
  .filter(([name]) => !(name in POSIX));
const comments = new Map([
  ...prototypes("ffi/darwin/calls.ts"),
  ...prototypes("ffi/darwin/names.ts"),
  ...prototypes("ffi/darwin/listing.ts"),
  ...prototypes("ffi/darwin/locking.ts"),
  ...prototypes("ffi/darwin/copying.ts"),
  ...prototypes("ffi/darwin/watching.ts"),
]);

Deno.test("every call of ffi/darwin stands under its prototype", () => {
  assertEquals([...comments.keys()], ours.map(([name]) => name));
});

for (const [name, { symbol = name, parameters, result }] of ours) {
  Deno.test(`${name} is declared as its prototype says, for both processors`, () => {
    const prototype = comments.get(name)!;
    const { named } = prototype;
    assertEquals(symbol, prototype.symbol);
    named.forEach((type, i) => {
      assert(parameterTypes(type).includes(parameters[i]!), `${type} (${i}) is ${nameOf(parameters[i])}`);
    });
    assertEquals(nameOf(result), nameOf(resultType(prototype.result)));
    if (!prototype.variadic) return assertEquals(parameters.length, named.length);
    // In its own place for x86-64, again as the ninth for arm64, and nothing but padding in between.
    assertEquals(parameters.length, RECORD_ARGUMENTS);
    assertEquals(nameOf(parameters[RECORD_ARGUMENTS - 1]), nameOf(parameters[named.length]));
    for (const padding of parameters.slice(named.length + 1, -1)) assertEquals(nameOf(padding), nameOf(long));
  });
}

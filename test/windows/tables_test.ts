/** Windows' structs, constants and error numbers, held against its headers. */
import { assert, assertEquals } from "@std/assert";
import { WINDOWS_CONSTANTS } from "../../ffi/windows/constants.ts";
import { ERROR_ALIASES, ERRORS, ERRORS_OF_CALLS } from "../../ffi/windows/errors.ts";
import { KERNEL32, NTDLL } from "../../ffi/windows/calls.ts";
import { ERRNO, ERRNO_ALIASES } from "../../ffi/linux/errno.ts";
import { headers } from "./headers.ts";
import { errorComments, STRUCTS } from "./tables.ts";

/** Numbers that mingw-w64's headers do not have: [MS-ERREF] 2.2 (Win32) and 2.3 (NTSTATUS). */
const ELSEWHERE: Readonly<Record<string, number>> = {
  ERROR_DISK_RESOURCES_EXHAUSTED: 314,
  ERROR_DIRECTORY_NOT_SUPPORTED: 336,
  ERROR_CLOUD_FILE_PROVIDER_NOT_RUNNING: 362,
  ERROR_CLOUD_FILE_ACCESS_DENIED: 395,
  ERROR_FILE_SYSTEM_LIMITATION: 665,
  ERROR_ELEVATION_REQUIRED: 740,
  ERROR_DISK_QUOTA_EXCEEDED: 1295,
  STATUS_NOT_IMPLEMENTED: 0xc0000002,
  STATUS_INVALID_INFO_CLASS: 0xc0000003,
  STATUS_INVALID_HANDLE: 0xc0000008,
  STATUS_NO_SUCH_FILE: 0xc000000f,
  STATUS_INVALID_DEVICE_REQUEST: 0xc0000010,
  STATUS_NO_MEMORY: 0xc0000017,
  STATUS_QUOTA_EXCEEDED: 0xc0000044,
  STATUS_FILE_LOCK_CONFLICT: 0xc0000054,
  STATUS_LOCK_NOT_GRANTED: 0xc0000055,
  STATUS_PRIVILEGE_NOT_HELD: 0xc0000061,
  STATUS_DISK_FULL: 0xc000007f,
  STATUS_INSUFFICIENT_RESOURCES: 0xc000009a,
  STATUS_MEDIA_WRITE_PROTECTED: 0xc00000a2,
  STATUS_PIPE_DISCONNECTED: 0xc00000b0,
  STATUS_FILE_IS_A_DIRECTORY: 0xc00000ba,
  STATUS_NOT_SUPPORTED: 0xc00000bb,
  STATUS_NOT_SAME_DEVICE: 0xc00000d4,
  STATUS_DIRECTORY_NOT_EMPTY: 0xc0000101,
  STATUS_FILE_CORRUPT_ERROR: 0xc0000102,
  STATUS_NAME_TOO_LONG: 0xc0000106,
  STATUS_CANNOT_DELETE: 0xc0000121,
  STATUS_FILE_DELETED: 0xc0000123,
  STATUS_FILE_CLOSED: 0xc0000128,
  STATUS_PIPE_BROKEN: 0xc000014b,
  STATUS_IO_DEVICE_ERROR: 0xc0000185,
  STATUS_RETRY: 0xc000022d,
  STATUS_TOO_MANY_LINKS: 0xc0000265,
  STATUS_FILE_TOO_LARGE: 0xc0000904,
};

for (const [name, { size, ...fields }] of Object.entries(STRUCTS)) {
  Deno.test(`${name} has the size and the fields of Windows' headers`, () => {
    const header = headers.structs[name]!;
    assert(header, `test/abi/windows.json has no struct ${name}`);
    const ours = Object.entries(fields).map(([field, { offset, size }]) => [field, [offset, size]]);
    assertEquals(Object.fromEntries(ours), header.fields);
    assertEquals(size, header.size);
  });
}

Deno.test("Windows' constants are those of its headers", () => {
  const wanted = Object.keys(WINDOWS_CONSTANTS).map((name) => [name, headers.constants[name]]);
  assertEquals({ ...WINDOWS_CONSTANTS }, Object.fromEntries(wanted));
});

Deno.test("Windows' errors have the numbers of its headers, by the constants in their comments", () => {
  const comments = errorComments();
  const ours = ERRORS.map(([number]) => [comments.get(number) ?? `no comment beside ${number}`, number]);
  // C has an NTSTATUS as a signed number.
  const wanted = ours.map(([name]) => [name, ((headers.constants[name!] ?? ELSEWHERE[name!]) ?? NaN) >>> 0]);
  assertEquals(ours, wanted);
  for (const name of Object.keys(ELSEWHERE)) assertEquals(headers.constants[name], undefined, name);
});

Deno.test("every Windows error stands once, under a name that POSIX systems know", () => {
  assertEquals(new Set(ERRORS.map(([number]) => number)).size, ERRORS.length);
  const known = new Set([...ERRNO.map(([, name]) => name), "EOF"]);
  assertEquals(ERRORS.filter(([, name]) => !known.has(name)), []);
  const others = Object.values(ERRORS_OF_CALLS).flatMap((numbers) => Object.entries(numbers));
  assertEquals(others.filter(([, name]) => !known.has(name)), []);
  const numbers = new Set(ERRORS.map(([number]) => number));
  assertEquals(others.filter(([number]) => !numbers.has(Number(number))), [], "a reason is missing");
});

Deno.test("the first number of a name is the one that Windows most often means by it", () => {
  const first = (name: string) => ERRORS.find((row) => row[1] === name)![0];
  assertEquals(["ENOENT", "EACCES", "EBUSY", "EEXIST", "EINVAL", "EBADF"].map(first), [2, 5, 32, 80, 87, 6]);
  assertEquals(["ENOSPC", "EIO", "ENOMEM", "EOPNOTSUPP", "EAGAIN"].map(first), [112, 1117, 8, 50, 1237]);
});

Deno.test("second names are those of Linux", () => {
  assertEquals(Object.keys(ERROR_ALIASES).sort(), Object.keys(ERRNO_ALIASES).sort());
  const posix = new Map(ERRNO.map(([number, name]) => [number, name]));
  const ours = new Map(ERRORS.map(([number, name]) => [number, name]));
  for (const [alias, number] of Object.entries(ERROR_ALIASES)) {
    assertEquals(ours.get(number), posix.get(ERRNO_ALIASES[alias]!), alias);
  }
});

Deno.test("errors of single calls are told of calls that there are", () => {
  for (const name of Object.keys(ERRORS_OF_CALLS)) assert(name in KERNEL32 || name in NTDLL, name);
});

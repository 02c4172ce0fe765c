/** The shim itself: it must refuse what Darwin would refuse, or the other tests prove nothing. */
import { assertEquals } from "@std/assert";
import { target } from "../../ffi/target.ts";
import { LIBSYSTEM } from "../../ffi/darwin/calls.ts";
import { STAT } from "../../ffi/darwin/structs.ts";
import { capabilities } from "../../mod.ts";
import { addressOfSymbol, bind, openLibrary, openRuntime } from "../../src/call/library.ts";
import { perform } from "../../src/call/synchronous.ts";
import { libsystem } from "../../src/os/darwin/libsystem.ts";
import { temporaryDirectory } from "../temporary.ts";
import { onShim } from "./here.ts";
import { SYMBOLS } from "./tables.ts";

onShim("calls share trips, by records that take libSystem's own error numbers", () => {
  const { batch, tryNow, kqueue } = capabilities();
  assertEquals([batch, tryNow, kqueue], [true, "not on darwin", true]);
});

onShim("every symbol is there, under the handle RTLD_DEFAULT", () => {
  for (const symbol of SYMBOLS) assertEquals([symbol, addressOfSymbol(symbol) !== 0n], [symbol, true]);
  assertEquals(addressOfSymbol("openat2"), 0n); // Linux's libc is not searched
});

onShim("Linux's numbers are refused", async () => {
  await using dir = await temporaryDirectory();
  const EBADF = -9;
  const EINVAL = -22;
  const call = (...[made]: [ReturnType<typeof libsystem.fcntl>]) => perform(made, 0);
  const [LINUX_CWD, LINUX_SETFL_NONBLOCK, LINUX_EACCESS, LINUX_SETLK64] = [-100, 0o4000, 0x200, 1037];
  assertEquals(call(libsystem.openat(LINUX_CWD, "a", 0, 0)), EBADF);
  const fd = call(libsystem.openat(-2, dir.path, 0, 0));
  assertEquals(call(libsystem.fcntl(fd, 4, LINUX_SETFL_NONBLOCK | 0o1000000)), EINVAL);
  assertEquals(call(libsystem.fcntl(fd, LINUX_SETLK64, 0)), EINVAL);
  assertEquals(call(libsystem.faccessat(-2, dir.path, 4, LINUX_EACCESS)), EINVAL);
  assertEquals(call(libsystem.lseek(fd, 0n, 5)), EINVAL);
  assertEquals(call(libsystem.fchmod(fd, 0o100644)), EINVAL);
  assertEquals(call(libsystem.pread(fd, new Uint8Array(1), 0x8000_0000n, 0n)), EINVAL); // more than INT_MAX
  assertEquals(call(libsystem.close(fd)), 0);
  const [LINUX_PRIVATE_ANONYMOUS, READ_WRITE] = [0x22, 3];
  const mapped = openRuntime().mmap(null, 4096n, READ_WRITE, LINUX_PRIVATE_ANONYMOUS, -1, 0n);
  assertEquals(Deno.UnsafePointer.value(mapped), 0xffff_ffff_ffff_ffffn);
});

onShim("a mode that is garbage is refused: what a declaration without padding sends on arm64", () => {
  const { openat } = bind({ openat: LIBSYSTEM.openat });
  const garbage = 130496064;
  assertEquals(perform(openat(-2, "/dev/null", 0x200, garbage, 0, 0, 0, 0, garbage), 0), -22);
});

onShim("on x86-64, the plain names are those of 32-bit inodes", () => {
  const out = new Uint8Array(STAT.size);
  const { fstat } = openLibrary({ fstat: { parameters: ["i32", "buffer"], result: "i32" } });
  assertEquals(fstat(0, out), target.arch === "x86_64" ? -1 : 0);
});

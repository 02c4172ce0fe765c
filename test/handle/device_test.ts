/** Devices, sockets and the kernel's own files. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { O } from "../../mod.ts";
import { assertBytes, utf8 } from "./bytes.ts";
import { assertFails } from "./failing.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyWay("/dev/null swallows everything and holds nothing", async ({ fs }) => {
  await using file = await fs.open("/dev/null", "r+");
  const buffer = new Uint8Array(10);
  assertEquals([await file.read(buffer), await file.readAt(buffer, 99), await file.readv([buffer])], [
    null,
    null,
    null,
  ]);
  assertEquals([await file.readAll(), await file.readText()], [utf8(""), ""]);
  await assertRejects(() => file.readExactly(buffer), Deno.errors.UnexpectedEof);
  assertEquals([await file.write(buffer), await file.writeAt(buffer, 5), await file.writev([buffer, buffer])], [
    10,
    10,
    20,
  ]);
  await file.writeAll(new Uint8Array(1 << 20));
  const info = await file.stat();
  assertEquals([info.isCharDevice, info.isFile, info.size, info.rdev], [true, false, 0, 0x103]);
  assertEquals(file.isTerminal(), false);
});

everyWay("/dev/zero gives as much as is asked for", async ({ fs }) => {
  await using file = await fs.open("/dev/zero");
  const buffer = new Uint8Array(300_000).fill(1);
  await file.readExactly(buffer);
  assertBytes(buffer, new Uint8Array(300_000));
  assertBytes(await file.readBytes(1_000_000), new Uint8Array(1_000_000));
  assertEquals(await file.readAt(buffer.fill(1), 2 ** 40), 300_000);
  await using dir = await temporaryDirectory();
  await using other = await fs.open(dir.join("f"), "w+");
  assertEquals(await file.copyTo(other, { length: 700_000 }), 700_000);
  assertBytes(Deno.readFileSync(dir.join("f")), new Uint8Array(700_000));
  const chunks = await Array.fromAsync(file.stream({ length: 100_000, chunkSize: 30_000 }));
  assertEquals(chunks.map(({ length }) => length), [30_000, 30_000, 30_000, 10_000]);
});

everyWay("/dev/urandom gives other bytes each time", async ({ fs }) => {
  await using file = await fs.open("/dev/urandom");
  const [a, b] = [await file.readBytes(32), await file.readBytes(32)];
  assert(a.some((byte, i) => byte !== b[i]));
});

everyWay("/dev/full is full", async (way) => {
  await using file = await way.fs.open("/dev/full", "w");
  const data = utf8("x");
  await assertFails(way, () => file.write(data), "ENOSPC", Error, true);
  await assertFails(way, () => file.writeAt(data, 0), "ENOSPC", Error, true);
  await assertFails(way, () => file.writev([data, data]), "ENOSPC", Error, true);
  await assertFails(way, () => file.writeAll("xyz"), "ENOSPC", Error, true);
  await assertFails(way, () => way.fs.writeFile("/dev/full", "xyz"), "ENOSPC", Error, true);
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("f"), "abc");
  await using from = await way.fs.open(dir.join("f"));
  await assertFails(way, () => from.copyTo(file), "ENOSPC", Error, true);
  assertEquals(file.isOpen, true);
});

everyWay("files of /proc have a content, and no size", async ({ fs }) => {
  for (
    const path of ["/proc/version", "/proc/self/limits", "/proc/self/environ", "/proc/cpuinfo", "/proc/filesystems"]
  ) {
    const expected = Deno.readFileSync(path);
    await using file = await fs.open(path);
    assertEquals(await file.size(), 0, path);
    const buffer = new Uint8Array(10);
    assertEquals(await file.readAt(buffer, 3), 10, path);
    assertBytes(buffer, expected.subarray(3, 13), path);
    assertBytes(await file.readAll(), expected, path);
    assertEquals(await file.read(buffer), null, path);
    assertEquals(await file.seekStart(), 0);
    assertBytes(await file.readBytes(20), expected.subarray(0, 20), path);
    await using dir = await temporaryDirectory();
    await using copy = await fs.open(dir.join("copy"), "w");
    assertEquals(await file.copyTo(copy, { offset: 0 }), expected.length, path);
    assertBytes(Deno.readFileSync(dir.join("copy")), expected, path);
    assertEquals((await Array.fromAsync(file.lines())).length > 0, true);
  }
});

everyWay("files of /sys are shorter than they say", async ({ fs }) => {
  const path = "/sys/kernel/mm/transparent_hugepage/enabled";
  if (await fs.tryStat(path) === null) return;
  const expected = Deno.readFileSync(path);
  await using file = await fs.open(path);
  assert(await file.size() > expected.length);
  assertBytes(await file.readAll(), expected);
  assertBytes(await fs.readFile(path), expected);
});

everyWay("what the kernel's files refuse is an error", async (way) => {
  const { fs } = way;
  await using memory = await fs.open("/proc/self/mem");
  await assertFails(way, () => memory.readAt(new Uint8Array(8), 0), "EIO", Error);
  await assertFails(way, () => fs.open("/proc/self/nothing"), "ENOENT", Deno.errors.NotFound);
  await using version = await fs.open("/proc/version");
  await assertFails(way, () => version.write(utf8("x")), "EBADF", Error, true);
});

everyWay("a socket cannot be opened, but looked at", async (way) => {
  await using dir = await temporaryDirectory();
  using _listener = Deno.listen({ transport: "unix", path: dir.join("socket") });
  for (const how of ["r", "w", "r+"] as const) {
    await assertFails(way, () => way.fs.open(dir.join("socket"), how), "ENXIO", Error, true);
  }
  await assertFails(way, () => way.fs.readFile(dir.join("socket")), "ENXIO", Error, true);
  assertEquals((await way.fs.stat(dir.join("socket"))).isSocket, true);
});

everyWay("a terminal is one, and reads what was typed", async ({ fs }) => {
  // int unlockpt(int fd), char *ptsname(int fd): opening /dev/ptmx makes a pair, pty(7)
  const libc = Deno.dlopen("libc.so.6", {
    unlockpt: { parameters: ["i32"], result: "i32" },
    ptsname: { parameters: ["i32"], result: "pointer" },
  });
  try {
    await using master = await fs.open("/dev/ptmx", { read: true, write: true, flags: O.NOCTTY });
    assertEquals(libc.symbols.unlockpt(master.fd), 0);
    const name = Deno.UnsafePointerView.getCString(libc.symbols.ptsname(master.fd)!);
    await using terminal = await fs.open(name, { read: true, write: true, flags: O.NOCTTY });
    assertEquals([terminal.isTerminal(), (await terminal.stat()).isCharDevice], [true, true]);
    await master.writeAll("typed\n");
    const buffer = new Uint8Array(100);
    const count = await terminal.read(buffer);
    assertEquals(new TextDecoder().decode(buffer.subarray(0, count!)), "typed\n");
  } finally {
    libc.close();
  }
});

/** Metadata as Windows keeps it. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { WINDOWS_CONSTANTS as c } from "../../ffi/windows/constants.ts";
import { timeOf, toFileTime } from "../../src/os/windows/time.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWayOnWindows } from "./here.ts";
import { wine } from "./windows.ts";

Deno.test("times are exact to 100 ns, and rounded down to them", () => {
  const bytes = new DataView(new ArrayBuffer(8));
  const field = { low: () => bytes.getUint32(0, true), high: () => bytes.getUint32(4, true) };
  const around = (ns: bigint) => {
    bytes.setBigUint64(0, toFileTime(ns), true);
    const [seconds, rest] = timeOf(field, bytes, 0);
    assert(rest >= 0 && rest < 1e9);
    return BigInt(seconds) * 1_000_000_000n + BigInt(rest);
  };
  for (const ns of [0n, 100n, -100n, -1_000_000_100n, 1_795_179_269_972_798_500n, -11_644_473_600_000_000_000n]) {
    assertEquals(around(ns), ns);
  }
  assertEquals([around(199n), around(-1n), around(-101n)], [100n, -100n, -200n]);
  assertEquals(toFileTime(0n), 116_444_736_000_000_000n);
  // The year 20,000.
  assertEquals(around(568_971_820_800_000_000_000n), 568_971_820_800_000_000_000n);
});

everyWayOnWindows("times are set to 100 ns, one of them or both, by a handle that only reads, too", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("f"), "abc");
  await using file = await fs.open(dir.join("f"));
  for (const [given, kept] of [[1_234_567_890_123_456_789n, 1_234_567_890_123_456_700n], [-1n, -100n], [100n, 100n]]) {
    await file.utime(given!, given! + 1000n);
    const info = await fs.stat(dir.join("f"));
    assertEquals([info.atimeNs, info.mtimeNs], [kept, kept! + 1000n]);
  }
  const start = BigInt(Date.now() - 1000) * 1_000_000n;
  await file.touch();
  const info = await file.stat();
  assert(info.mtimeNs > start && info.atimeNs > start);
  await assertRejects(() => file.utime(-(2n ** 70n), 0n), TypeError, "EINVAL");
});

everyWayOnWindows("a mode is the read-only attribute", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  await using file = await fs.open(path, { read: true, write: true, createNew: true, mode: 0o444 });
  assertEquals((await fs.stat(path)).mode, 0o100444);
  assert(((await fs.stat(path)).attributes! & c.FILE_ATTRIBUTE_READONLY) !== 0);
  assertEquals(await file.write(new Uint8Array(1)), 1, "whoever creates it may write");
  await file.chmod(0o200);
  assertEquals((await fs.stat(path)).mode, 0o100666);
  await file.chmod(0o577);
  assertEquals([(await file.stat()).mode, Deno.statSync(path).mode], [0o100444, 0o100444]);
  await file.chmod(0o666);
  await file.chown(1, 2);
  assertEquals((await fs.stat(dir.path)).mode, 0o40666);
});

everyWayOnWindows("what is open tells the same as its path, identity and attributes included", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("f"), "w+");
  await file.writeAll("abc");
  const [ours, theirs] = [await file.stat(), Deno.statSync(dir.join("f"))];
  const path = await fs.stat(dir.join("f"));
  assertEquals([ours.inode, ours.device, ours.size], [path.inode, path.device, 3]);
  assertEquals([BigInt.asUintN(64, ours.inode), ours.dev], [BigInt(theirs.ino!), theirs.dev]);
  assertEquals((await fs.stat(dir.path)).attributes! & c.FILE_ATTRIBUTE_DIRECTORY, c.FILE_ATTRIBUTE_DIRECTORY);
  assertEquals([await fs.samefile(file, dir.join("f")), await fs.samefile(file, dir.path)], [true, false]);
});

everyWayOnWindows("volumes have roots, sizes and names", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("f"), "abc");
  assertEquals([await fs.isMount("C:\\"), await fs.isMount(dir.path), await fs.isMount(dir.join("f"))], [
    true,
    false,
    false,
  ]);
  await using root = await fs.open("C:\\");
  assertEquals(await fs.isMount(root), true);
  const [disk, other] = [await fs.diskstat(dir.join("f")), await fs.diskstat("C:\\")];
  assertEquals([disk.type, disk.total, disk.blockSize], [other.type, other.total, other.blockSize]);
  assert(disk.total >= disk.available && disk.blockSize >= 512 && disk.type.length > 1);
  await assertRejects(() => fs.diskstat(dir.join("none")), Deno.errors.NotFound, "ENOENT");
});

everyWayOnWindows("access asks by opening, and a file that is in use is there", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("f"), "abc");
  assertEquals([await fs.access(dir.join("f"), "rw"), await fs.access(dir.path, "rwx")], [true, true]);
  assertEquals([await fs.access(dir.join("none"), ""), await fs.isReadable("C:\\")], [false, true]);
  Deno.chmodSync(dir.join("f"), 0o444);
  if (!wine) assertEquals(await fs.access(dir.join("f"), "w"), false);
  Deno.chmodSync(dir.join("f"), 0o666);
});

everyWayOnWindows("there are no extended attributes, nor blocks taken out of files", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("f"), "w+");
  for (
    const call of [
      () => file.getxattr("user.a"),
      () => file.setxattr("user.a", "b"),
      () => file.listxattr(),
      () => file.removexattr("user.a"),
      () => file.allocate(0, 4096, "collapse"),
    ]
  ) await assertRejects(call, Deno.errors.NotSupported, "EOPNOTSUPP");
  await file.advise(0, 0, "sequential");
});

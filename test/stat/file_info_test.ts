import { assert, assertEquals, assertMatch } from "@std/assert";
import { FileInfo, fstat, open, stat } from "../../mod.ts";
import { command, everyPlace } from "../handle/places.ts";
import { everyWay } from "../ways.ts";
import { temporaryDirectory } from "../temporary.ts";
import { makeKinds } from "./kinds.ts";

/** What both have; /proc makes new files at each look. */
function common(info: Deno.FileInfo, fresh: boolean): Record<string, unknown> {
  const { isFile, isDirectory, isSymlink, size, dev, mode, nlink, uid, gid, rdev, blksize, blocks } = info;
  const { isBlockDevice, isCharDevice, isFifo, isSocket, ino, mtime, ctime, birthtime } = info;
  const stable = { isFile, isDirectory, isSymlink, size, dev, mode, nlink, uid, gid, rdev, blksize, blocks };
  const kinds = { isBlockDevice, isCharDevice, isFifo, isSocket };
  return fresh ? { ...stable, ...kinds } : { ...stable, ...kinds, ino, mtime, ctime, birthtime };
}

/** What Deno tells of a file on this system: on Windows it has no owners, and no other kinds of files. */
function told(info: Record<string, unknown>, theirs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(info).filter(([name]) => theirs[name] !== null));
}

everyPlace("stat and lstat say what Deno's say, of every kind of file", async ({ fs }, dir) => {
  using kinds = await makeKinds(dir);
  for (const [kind, path] of Object.entries(kinds.paths)) {
    const fresh = kind === "proc" || kind === "root";
    const [ours, theirs] = [await fs.stat(path), await Deno.stat(path)];
    // Deno's ctime is cut to seconds.
    const seconds = (info: Record<string, unknown>) => ({ ...info, ctime: Math.floor(Number(info.ctime) / 1000) });
    const wanted = common(theirs, fresh);
    assertEquals(seconds(told(common(ours, fresh), wanted)), seconds(told(wanted, wanted)), kind);
    const [link, theirLink] = [await fs.lstat(path), await Deno.lstat(path)];
    const linked = common(theirLink, fresh);
    assertEquals(seconds(told(common(link, fresh), linked)), seconds(told(linked, linked)), kind);
  }
  if (kinds.paths.link !== undefined) assertEquals((await fs.lstat(dir.join("dangling"))).isSymlink, true);
});

everyPlace("numbers are those of stat(1), exact", async ({ fs }, dir) => {
  using kinds = await makeKinds(dir);
  for (const path of [kinds.paths.file!, kinds.paths.dir!, kinds.paths.fifo!]) {
    const info = await fs.stat(path);
    const told = await command("stat", "-c", "%s %i %d %h %u %g %f %b %X.%x %Y.%y %Z.%z %W.%w", path);
    const [size, inode, device, nlink, uid, gid, mode, blocks] = told.split(" ");
    assertEquals(
      [info.size, info.nlink, info.uid, info.gid, info.blocks].map(String),
      [size, nlink, uid, gid, blocks],
    );
    assertEquals([String(info.inode), String(info.device)], [inode, device]);
    assertEquals(info.mode.toString(16), mode);
    const times = [...told.matchAll(/(\d+)\.\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.(\d{9})/g)].map(([, s, ns]) =>
      BigInt(s! + ns!)
    );
    assertEquals([info.atimeNs, info.mtimeNs, info.ctimeNs].map(String), times.slice(0, 3).map(String));
    if (info.birthtime !== null) assertEquals(String(info.birthtimeNs), String(times[3]));
  }
});

everyWay("times before 1970 and to the nanosecond", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("file"), "w");
  for (const ns of [-1n, -1_000_000_001n, 0n, 1n, 999_999_999n, 1_234_567_890_123_456_789n]) {
    await file.utime(ns, ns);
    const info = await fs.stat(dir.join("file"));
    assertEquals([info.atimeNs, info.mtimeNs], [ns, ns]);
    assertEquals(info.mtime.getTime(), Number(ns / 1_000_000n) - (ns < 0n && ns % 1_000_000n !== 0n ? 1 : 0));
  }
});

Deno.test("fstat takes a handle or a number", async () => {
  await using dir = await temporaryDirectory();
  await using file = await open(dir.join("file"), "w+");
  await file.writeAll("four");
  assertEquals((await fstat(file)).size, 4);
  assertEquals((await fstat(file.fd)).inode, (await stat(dir.join("file"))).inode);
});

everyWay("fstat of no descriptor", async ({ fs }) => {
  for (const fd of [-1, 999_999]) {
    const error = await fs.fstat(fd).then(() => undefined, (error) => error);
    assertEquals([error.code, error.syscall], ["EBADF", "fstat"]);
  }
  for (const bad of [1.5, NaN]) {
    assert((await fs.fstat(bad).catch((error) => error)) instanceof TypeError);
  }
});

Deno.test("a FileInfo shows itself whole", async () => {
  const info = await stat("/dev/null");
  assert(info instanceof FileInfo);
  const plain = JSON.parse(JSON.stringify(info));
  assertEquals([plain.isCharDevice, plain.inode, plain.mode], [true, String(info.inode), info.mode]);
  assertMatch(Deno.inspect(info), /^FileInfo \{[^]*mtimeNs: \d+n/);
});

everyWay("tryStat and tryLstat are null where nothing is, and nowhere else", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  using kinds = await makeKinds(dir);
  for (const path of [dir.join("none"), `${kinds.paths.file}/below`, ""]) {
    assertEquals([await fs.tryStat(path), await fs.tryLstat(path)], [null, null]);
  }
  assertEquals(await fs.tryStat(dir.join("dangling")), null);
  assertEquals((await fs.tryLstat(dir.join("dangling")))?.isSymlink, true);
  await Deno.symlink("loop", dir.join("loop"));
  assertEquals((await fs.tryStat(dir.join("loop")).catch((error) => error)).code, "ELOOP");
  assertEquals((await fs.tryStat(dir.join("n".repeat(300))).catch((error) => error)).code, "ENAMETOOLONG");
});

import { assert, assertEquals, assertThrows } from "@std/assert";
import { type DirEntry, scandir, scandirSync } from "../../mod.ts";
import { scaled, until } from "../call/scale.ts";
import { valueOfScript } from "../call/subprocess.ts";
import { assertFails } from "../handle/failing.ts";
import { asNobody, ROOT } from "../handle/nobody.ts";
import { everyPlace } from "../handle/places.ts";
import { makeKinds } from "../stat/kinds.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWay, type Way } from "../ways.ts";
import { BROKEN, makeBroken, nameOf } from "./names.ts";
import { once } from "./once.ts";

async function entriesOf(fs: Way["fs"], path: string, stat = false): Promise<DirEntry[]> {
  const entries: DirEntry[] = [];
  for await (const entry of await fs.scandir(path, { stat })) entries.push(entry);
  return entries.sort((a, b) => a.name < b.name ? -1 : 1);
}

everyPlace("scandir tells what entries are, with metadata or without", async ({ fs }, dir) => {
  using _ = await makeKinds(dir);
  const wanted = [...Deno.readDirSync(dir.path)].sort((a, b) => a.name < b.name ? -1 : 1);
  for (const stat of [false, true]) {
    const entries = await entriesOf(fs, dir.path, stat);
    assertEquals(
      entries.map(({ name, isFile, isDirectory, isSymlink }) => ({ name, isFile, isDirectory, isSymlink })),
      wanted,
    );
    for (const entry of entries) {
      const info = await fs.lstat(dir.join(entry.name));
      assertEquals([entry.path, entry.inode], [dir.join(entry.name), info.inode]);
      const { isFifo, isSocket, isBlockDevice, isCharDevice } = info;
      assertEquals(
        [entry.isFifo, entry.isSocket, entry.isBlockDevice, entry.isCharDevice],
        [isFifo, isSocket, isBlockDevice, isCharDevice],
      );
      assertEquals(entry.info?.toJSON(), stat ? info.toJSON() : undefined);
    }
    const types = Object.fromEntries(entries.map(({ name, type }) => [name, type]));
    assertEquals(types, {
      dangling: "symlink",
      dir: "directory",
      fifo: "fifo",
      file: "file",
      link: "symlink",
      socket: "socket",
    });
  }
});

everyWay("scandir knows devices", async ({ fs }) => {
  const entries = await entriesOf(fs, "/dev");
  const entry = entries.find(({ name }) => name === "null")!;
  assertEquals([entry.type, entry.isCharDevice, entry.path], ["charDevice", true, "/dev/null"]);
});

const MANY = Array.from({ length: scaled(20_000) + 3000 }, (_, i) => nameOf(i)).sort();
const large = once("/dev/shm", (dir) => {
  Deno.writeTextFileSync(dir.join(MANY[0]!), "content");
  for (const name of MANY.slice(1)) Deno.linkSync(dir.join(MANY[0]!), dir.join(name));
});

everyWay("scandir of a large directory: every entry once, with its metadata", async ({ fs }) => {
  const dir = await large();
  for (const stat of [false, true]) {
    const entries = await entriesOf(fs, dir.path, stat);
    assertEquals(entries.length, MANY.length);
    assert(entries.every(({ name, info }, i) => name === MANY[i] && (!stat || info?.nlink === MANY.length)));
  }
});

everyWay("scandir opens the directory when its entries are asked for, and closes it when that ends", async ({ fs }) => {
  const dir = await large();
  for await (const _ of await fs.scandir(dir.path)) break;
  const before = openDescriptors();
  const entries = await fs.scandir(dir.path);
  assertEquals(openDescriptors(), before);
  for await (const _ of entries) {
    assertEquals(openDescriptors(), before + 1);
    break;
  }
  assertEquals(openDescriptors(), before);
  for await (const _ of await fs.scandir(dir.path));
  assertEquals(openDescriptors(), before);
  const failed = new Error("by the loop");
  try {
    for await (const _ of await fs.scandir(dir.path, { stat: true })) throw failed;
  } catch (error) {
    assertEquals(error, failed);
  }
  assertEquals(openDescriptors(), before);
});

Deno.test("scandir is disposed of in the middle, and between two entries", async () => {
  const dir = await large();
  for await (const _ of scandir(dir.path)) break;
  const before = openDescriptors();
  {
    await using entries = scandir(dir.path);
    await entries[Symbol.asyncIterator]().next();
    assertEquals(openDescriptors(), before + 1);
  }
  assertEquals(openDescriptors(), before);
  {
    using entries = scandirSync(dir.path);
    entries[Symbol.iterator]().next();
    assertEquals(openDescriptors(), before + 1);
  }
  assertEquals(openDescriptors(), before);
  const entries = scandir(dir.path);
  const iterator = entries[Symbol.asyncIterator]();
  let next = await iterator.next();
  while (!next.done) {
    const pending = iterator.next();
    await entries[Symbol.asyncDispose]();
    next = await pending;
  }
  assertEquals(openDescriptors(), before);
});

Deno.test("the entries of scandir are iterated once", async () => {
  await using dir = await temporaryDirectory();
  const entries = scandir(dir.path);
  for await (const _ of entries);
  assertThrows(() => entries[Symbol.asyncIterator](), TypeError, dir.path);
  const entriesSync = scandirSync(dir.path);
  for (const _ of entriesSync);
  assertThrows(() => entriesSync[Symbol.iterator](), TypeError, dir.path);
});

everyWay("what scandir cannot read is thrown by the iteration; misuse at once", async (way) => {
  const { fs } = way;
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "");
  for (const stat of [false, true]) {
    const none = await fs.scandir(dir.join("none"), { stat });
    const scan = async (path: string) => {
      for await (const _ of await fs.scandir(path, { stat }));
    };
    await assertFails(
      way,
      async () => {
        for await (const _ of none);
      },
      "ENOENT",
      Deno.errors.NotFound,
    );
    await assertFails(way, () => scan(dir.join("file")), "ENOTDIR", Deno.errors.NotADirectory);
    await assertFails(way, () => scan("\0"), "EINVAL", TypeError);
  }
  assertThrows(() => scandir("\0"), TypeError);
  assertThrows(() => scandirSync("\0"), TypeError);
});

everyWay("a directory that must not be searched has entries, but no metadata", async (way) => {
  if (!ROOT) return;
  const { fs } = way;
  await using dir = await temporaryDirectory();
  await Deno.chmod(dir.path, 0o755);
  await Deno.mkdir(dir.join("listed"));
  await Deno.writeTextFile(dir.join("listed/file"), "");
  await Deno.chmod(dir.join("listed"), 0o744);
  await asNobody(async () => {
    assertEquals((await entriesOf(fs, dir.join("listed"))).map(({ name, type }) => [name, type]), [["file", "file"]]);
    await assertFails(way, () => entriesOf(fs, dir.join("listed"), true), "EACCES", Deno.errors.PermissionDenied);
  });
});

everyWay("entries that vanish while they are looked at are left out", async ({ fs }) => {
  await using dir = await temporaryDirectory("/dev/shm");
  const names = Array.from({ length: 5000 }, (_, i) => String(i));
  for (const name of names) Deno.writeTextFileSync(dir.join(name), "");
  let seen = 0;
  for await (const { name, info } of await fs.scandir(dir.path, { stat: true })) {
    // From now on every other one is gone, whether it was listed before or not.
    if (seen++ === 0) {
      for (const other of names) if (other !== name && Number(other) % 2) Deno.removeSync(dir.join(other));
    }
    assertEquals(info.isFile, true);
  }
  assert(seen >= 2500 && seen < 5000, `${seen} entries`);
});

everyWay("metadata of names that are not UTF-8", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const made = await makeBroken(dir);
  const entries = await entriesOf(fs, dir.path, true);
  assertEquals(entries.map(({ name }) => name), made);
  assertEquals(entries.map(({ info }) => info?.size), BROKEN.map(() => 1));
});

Deno.test("an entry shows itself", async () => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "content");
  const [entry] = [...scandirSync(dir.path, { stat: true })];
  assertEquals(JSON.parse(JSON.stringify(entry)).info.size, 7);
  assertEquals(entry!.info, entry!.info);
  const [plain] = [...scandirSync(dir.path)];
  const { name, path, type, inode } = plain!;
  assertEquals(JSON.parse(JSON.stringify(plain)), { name, path, type, inode: String(inode) });
  assert(/^DirEntry \{[^]*type: "file"/.test(Deno.inspect(plain)));
});

Deno.test("scandir that is given up leaves no descriptor", async () => {
  const dir = await large();
  for await (const _ of scandir(dir.path)) break;
  const before = openDescriptors();
  for (let i = 0; i < 40; i++) {
    const controller = new AbortController();
    let count = 0;
    try {
      for await (const _ of scandir(dir.path, { signal: controller.signal, stat: i % 2 === 0 })) {
        if (count++ === i * 100) controller.abort(new Error("no more"));
      }
      assertEquals(i * 100 >= MANY.length, true);
    } catch (error) {
      assertEquals((error as Error).message, "no more");
    }
    const pending = new AbortController();
    setTimeout(() => pending.abort(new Error("no more")), 0);
    try {
      for await (const _ of scandir(dir.path, { signal: pending.signal, stat: true }));
    } catch (error) {
      assertEquals((error as Error).message, "no more");
    }
  }
  for (let i = 0; i < 100 && openDescriptors() > before; i++) await scandir("/")[Symbol.asyncIterator]().next();
  assertEquals(openDescriptors(), before);
});

Deno.test("looks at entries that are given up before they have left leave no descriptor", async () => {
  await using dir = await temporaryDirectory("/dev/shm");
  for (let i = 0; i < 64; i++) await Deno.writeTextFile(dir.join(String(i)), "");
  for await (const _ of scandir(dir.path, { stat: true }));
  const before = openDescriptors();
  for (let round = 0; round < 5; round++) {
    const controller = new AbortController();
    const { signal } = controller;
    // A trip takes three of them: when the first is back, most are open and wait.
    const scans = Array.from(
      { length: 200 },
      () => scandir(dir.path, { stat: true, signal })[Symbol.asyncIterator]().next(),
    );
    const first = await Promise.race(scans);
    assertEquals(first.done, false);
    controller.abort(new Error("no more"));
    const outcomes = await Promise.allSettled(scans);
    assert(outcomes.filter(({ status }) => status === "rejected").length > 100);
    await until(() => openDescriptors() <= before, "all are closed");
    assertEquals(openDescriptors(), before);
  }
});

Deno.test("a directory whose entries nobody asks for any more is closed when they are collected", async () => {
  const dir = await large();
  const { fd, closed } = await valueOfScript<{ fd: number; closed: boolean }>(
    `
    import { channel } from "node:diagnostics_channel";
    let leak;
    channel("reseau:files:call").subscribe((message) => message.name === "leak" && (leak = message));
    await (async () => void await files.scandir("${dir.path}")[Symbol.asyncIterator]().next())();
    for (let i = 0; i < 1000 && leak === undefined; i++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const open = [...Deno.readDirSync("/proc/self/fd")].some(({ name }) => {
      try {
        return Deno.readLinkSync("/proc/self/fd/" + name) === leak.path;
      } catch {
        return false; // that of this very look
      }
    });
    console.log(JSON.stringify({ fd: leak.fd, closed: !open }));
    `,
    ["--allow-all", "--v8-flags=--expose-gc"],
  );
  assert(fd > 2);
  assertEquals(closed, true);
});

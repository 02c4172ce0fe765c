/** `OpenOptions` against `Deno.open`, and what it has beyond. */
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { O, type OpenOptions } from "../../mod.ts";
import { everyPlace } from "./places.ts";
import { assertFails } from "./failing.ts";
import { assertBytes, sample, utf8 } from "./bytes.ts";
import { everyWay } from "../ways.ts";
import { temporaryDirectory } from "../temporary.ts";

const KEYS = ["read", "write", "append", "create", "createNew", "truncate"] as const;
type Opened = Pick<Deno.FsFile, "read" | "write"> & { close(): void | Promise<void> };

async function outcome(open: (path: string, how: OpenOptions) => Promise<Opened>, path: string, how: OpenOptions) {
  let file: Opened;
  try {
    file = await open(path, how);
  } catch (error) {
    return error instanceof Deno.errors.NotFound
      ? "missing"
      : error instanceof Deno.errors.AlreadyExists
      ? "exists"
      : "refused";
  }
  const read = await file.read(new Uint8Array(2)).catch(() => "not readable");
  const written = await file.write(utf8("XY")).catch(() => "not writable");
  await file.close();
  return [read, written, Deno.readTextFileSync(path)];
}

everyWay("every combination of options does what it does in Deno.open", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  for (let bits = 1; bits < 1 << KEYS.length; bits++) {
    const how = Object.fromEntries(KEYS.map((key, i) => [key, (bits >> i & 1) === 1]));
    for (const exists of [false, true]) {
      const outcomes = [];
      for (const open of [fs.open, Deno.open]) {
        await Deno.remove(path).catch(() => {});
        if (exists) Deno.writeTextFileSync(path, "abcdef");
        outcomes.push(await outcome(open, path, how));
      }
      assertEquals(outcomes[0], outcomes[1], JSON.stringify(how) + (exists ? " of a file" : " of nothing"));
    }
  }
});

everyPlace("the umask takes bits of the mode of a new file only", async ({ fs }, dir) => {
  const path = dir.join("f");
  const old = Deno.umask(0o027);
  try {
    for (const [mode, bits] of [[undefined, 0o640], [0o777, 0o750], [0o600, 0o600], [0, 0], [0o4755, 0o4750]]) {
      await (await fs.open(path, { write: true, createNew: true, mode })).close();
      assertEquals(Deno.statSync(path).mode! & 0o7777, bits);
      await (await fs.open(path, { write: true, create: true, mode: 0o666 })).close();
      assertEquals(Deno.statSync(path).mode! & 0o7777, bits, "an existing file keeps its own");
      Deno.removeSync(path);
    }
  } finally {
    Deno.umask(old);
  }
  for (const mode of [-1, 1.5, NaN, 0o200000]) {
    await assertRejects(() => fs.open(path, { write: true, create: true, mode }), RangeError);
  }
  assertEquals([...Deno.readDirSync(dir.path)], []);
});

everyPlace("noFollow refuses a symbolic link, directory anything else", async (way, dir) => {
  const { fs } = way;
  Deno.writeTextFileSync(dir.join("f"), "abc");
  Deno.symlinkSync(dir.join("f"), dir.join("link"));
  assertEquals(
    await (async () => {
      await using file = await fs.open(dir.join("link"));
      return await file.readText();
    })(),
    "abc",
  );
  await assertFails(
    way,
    () => fs.open(dir.join("link"), { noFollow: true }),
    "ELOOP",
    Deno.errors.FilesystemLoop,
  );
  await assertFails(way, () => fs.open(dir.join("f"), { directory: true }), "ENOTDIR", Deno.errors.NotADirectory);
  await using opened = await fs.open(dir.path, { directory: true });
  assert((await opened.stat()).isDirectory);
  await assertFails(way, () => opened.read(new Uint8Array(1)), "EISDIR", Deno.errors.IsADirectory);
  await assertFails(way, () => opened.readAll(), "EISDIR", Deno.errors.IsADirectory);
});

everyWay("direct goes round the page cache, and asks for alignment", async (way) => {
  assertNotEquals(O.DIRECT, 0);
  await using dir = await temporaryDirectory();
  const memory = new ArrayBuffer(2 * 4096);
  const address = Deno.UnsafePointer.value(Deno.UnsafePointer.of(new Uint8Array(memory)));
  const block = new Uint8Array(memory, Number(4096n - address % 4096n) % 4096, 4096);
  block.set(sample(4096));
  await using file = await way.fs.open(dir.join("f"), { read: true, write: true, create: true, direct: true });
  assertEquals(await file.write(block), 4096);
  assertEquals(await file.writeAt(block, 8192), 4096);
  assertBytes(Deno.readFileSync(dir.join("f")).subarray(8192), sample(4096));
  block.fill(0);
  assertEquals(await file.readAt(block, 8192), 4096);
  assertBytes(block, sample(4096));
  await assertFails(way, () => file.readAt(block.subarray(1), 1), "EINVAL", TypeError, true);
});

everyPlace("sync asks for writes that reach the disk", async ({ fs }, dir) => {
  for (const [sync, bits] of [["data", O.DSYNC], ["full", O.SYNC]] as const) {
    await using file = await fs.open(dir.join("f"), { write: true, create: true, sync });
    await file.writeAll("abc");
    const flags = parseInt(/flags:\s*(\d+)/.exec(Deno.readTextFileSync(`/proc/self/fdinfo/${file.fd}`))![1]!, 8);
    assertEquals(flags & O.SYNC, bits);
    assertEquals(flags & O.CLOEXEC, O.CLOEXEC);
    assertEquals(flags & O.NONBLOCK, 0);
  }
  const sync = "metadata" as "data";
  await assertRejects(() => fs.open(dir.join("f"), { write: true, sync }), TypeError, "sync");
});

everyPlace("flags are the system's own", async (way, dir) => {
  const { fs } = way;
  await using unnamed = await fs.open(dir.path, { read: true, write: true, flags: O.TMPFILE, mode: 0o600 });
  await unnamed.writeAll("nameless");
  assertEquals([(await unnamed.stat()).nlink, await unnamed.size()], [0, 8]);
  assertEquals([...Deno.readDirSync(dir.path)], []);
  Deno.symlinkSync("nowhere", dir.join("link"));
  await using link = await fs.open(dir.join("link"), { read: true, flags: O.PATH | O.NOFOLLOW });
  assert((await link.stat()).isSymlink, "O_PATH opens the link itself");
  await assertFails(way, () => link.read(new Uint8Array(1)), "EBADF", Error, true);
  const created = dir.join("created");
  await (await fs.open(created, { write: true, flags: O.CREAT | O.EXCL })).close();
  await assertFails(
    way,
    () => fs.open(created, { write: true, flags: O.CREAT | O.EXCL }),
    "EEXIST",
    Deno.errors.AlreadyExists,
  );
  await assertRejects(() => fs.open(created, { flags: O.WRONLY, read: true }), TypeError, "access mode");
  for (const flags of [-1, 0.5, 2 ** 31, NaN]) {
    await assertRejects(() => fs.open(created, { read: true, flags }), RangeError);
  }
});

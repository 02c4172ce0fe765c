/** Files that are replaced in one step. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { atomicWrite, atomicWriteSync, getxattr, open, setxattr } from "../../mod.ts";
import { scaled } from "../call/scale.ts";
import { assertBytes, sample } from "../handle/bytes.ts";
import { everyPlace, mounted, MOUNTS } from "../handle/places.ts";
import { openDescriptors, type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

/** Every combination of options by which content takes another way to its place. */
const HOWS = [{}, { fsync: true }, { fsync: true, fsyncDir: true }, { preserve: true }, { mode: 0o640 }] as const;

function namesIn(dir: TemporaryDirectory): string[] {
  return [...Deno.readDirSync(dir.path)].map(({ name }) => name).sort();
}

const modeOf = (path: string) => Deno.lstatSync(path).mode! & 0o7777;

everyPlace("content of any size takes the place of the old, and nothing else is left", async ({ fs }, dir) => {
  const path = dir.join("f");
  const before = openDescriptors();
  for (const how of HOWS) {
    for (const size of [0, 1, 4096, 100_000, 3 << 20]) {
      const content = sample(size);
      assertEquals(await fs.atomicWrite(path, content, how), undefined);
      assertBytes(await Deno.readFile(path), content);
    }
    await fs.atomicWrite(path, "grüße\n", how);
    assertEquals(await Deno.readTextFile(path), "grüße\n");
  }
  assertEquals(namesIn(dir), ["f"]);
  assertEquals(openDescriptors(), before);
});

everyPlace("who has the old file open goes on reading that", async ({ fs }, dir) => {
  const path = dir.join("f");
  await fs.atomicWrite(path, "old");
  await using file = await open(path);
  await Deno.link(path, dir.join("second name"));
  await fs.atomicWrite(path, "new");
  assertEquals([await file.readText(), await Deno.readTextFile(dir.join("second name"))], ["old", "old"]);
});

everyPlace("mode is as given, or what the umask leaves; preserve keeps the old file's", async ({ fs }, dir) => {
  const path = dir.join("f");
  const usual = 0o666 & ~Deno.umask();
  for (const options of [{}, { fsync: true }]) {
    await fs.atomicWrite(path, "x", { ...options, preserve: true });
    assertEquals(modeOf(path), usual, "nothing to be kept");
    await Deno.chmod(path, 0o4751);
    await fs.atomicWrite(path, "x", { ...options, preserve: true });
    assertEquals(modeOf(path), 0o4751);
    await fs.atomicWrite(path, "x", { ...options, preserve: true, mode: 0o600 });
    assertEquals(modeOf(path), 0o600);
    await fs.atomicWrite(path, "x", options);
    assertEquals(modeOf(path), usual);
    await fs.atomicWrite(path, "x", { ...options, mode: 0o666 });
    assertEquals(modeOf(path), 0o666);
    await Deno.remove(path);
  }
});

everyWay("preserve keeps attributes, and the owner where that may be given", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  await Deno.writeTextFile(path, "old");
  await setxattr(path, "user.comment", "kept");
  if (Deno.uid() === 0) await Deno.chown(path, 1234, 4321);
  await fs.atomicWrite(path, "new", { preserve: true });
  assertEquals(new TextDecoder().decode((await getxattr(path, "user.comment"))!), "kept");
  const { uid, gid } = await Deno.stat(path);
  if (Deno.uid() === 0) assertEquals([uid, gid], [1234, 4321]);
  await fs.atomicWrite(path, "new");
  assertEquals([await getxattr(path, "user.comment"), (await Deno.stat(path)).uid], [null, Deno.uid()]);
});

everyPlace("replace: false makes a file only where nothing is", async ({ fs }, dir) => {
  const path = dir.join("f");
  for (const how of [...HOWS, { tmpdir: dir.path }]) {
    await fs.atomicWrite(path, "first", { ...how, replace: false });
    await assertRejects(() => fs.atomicWrite(path, "second", { ...how, replace: false }), Deno.errors.AlreadyExists);
    assertEquals(await Deno.readTextFile(path), "first");
    await Deno.remove(path);
  }
  await Deno.symlink("nowhere", path);
  await assertRejects(() => fs.atomicWrite(path, "x", { replace: false }), Deno.errors.AlreadyExists, "EEXIST");
  assertEquals(namesIn(dir), ["f"]);
});

everyPlace("of a symbolic link the target is replaced, or the link", async ({ fs }, dir) => {
  await Deno.mkdir(dir.join("sub"));
  await Deno.symlink("sub/second", dir.join("first"));
  await Deno.symlink("../target", dir.join("sub/second"));
  for (const how of [{}, { fsync: true }]) {
    await fs.atomicWrite(dir.join("first"), "through", { ...how, followSymlink: true });
    assertEquals(await Deno.readTextFile(dir.join("target")), "through");
    assert((await Deno.lstat(dir.join("first"))).isSymlink);
  }
  assertEquals(namesIn(dir), ["first", "sub", "target"]);
  await fs.atomicWrite(dir.join("first"), "instead", { preserve: true });
  assert((await Deno.lstat(dir.join("first"))).isFile);
  assertEquals(await Deno.readTextFile(dir.join("target")), "through");
  await Deno.symlink("loop", dir.join("loop"));
  await assertRejects(
    () => fs.atomicWrite(dir.join("loop"), "x", { followSymlink: true }),
    Deno.errors.FilesystemLoop,
    "ELOOP",
  );
});

everyWay("tmpdir is where the temporary file is, on the same filesystem", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.mkdir(dir.join("tmp"));
  for (const how of HOWS) await fs.atomicWrite(dir.join("f"), "x", { ...how, tmpdir: dir.join("tmp") });
  assertEquals([namesIn(dir), [...Deno.readDirSync(dir.join("tmp"))]], [["f", "tmp"], []]);
  await using other = await temporaryDirectory("/dev/shm");
  if (Deno.statSync(other.path).dev === Deno.statSync(dir.path).dev) return;
  const error = await assertRejects(() => fs.atomicWrite(dir.join("f"), "y", { tmpdir: other.path }), Error, "EXDEV");
  assertEquals((error as Error & { code: string }).code, "EXDEV");
  await assertRejects(() => fs.atomicWrite(dir.join("f"), "y", { tmpdir: dir.join("no") }), Deno.errors.NotFound);
  assertEquals([await Deno.readTextFile(dir.join("f")), namesIn(other)], ["x", []]);
});

everyPlace("what cannot be replaced is an error, and nothing is left", async ({ fs }, dir) => {
  await Deno.mkdir(dir.join("d"));
  for (const how of HOWS) {
    await assertRejects(() => fs.atomicWrite(dir.join("no/f"), "x", how), Deno.errors.NotFound, "ENOENT");
    await assertRejects(() => fs.atomicWrite(dir.join("d"), "x", how), Deno.errors.IsADirectory, "EISDIR");
    await assertRejects(() => fs.atomicWrite("", "x", how), Deno.errors.NotFound);
    await assertRejects(() => fs.atomicWrite("a\0b", "x", how), TypeError);
  }
  await assertRejects(() => fs.atomicWrite(dir.join("f"), 1 as unknown as string), TypeError);
  await assertRejects(() => fs.atomicWrite(dir.join("f"), "x", { mode: -1 }), RangeError);
  assertEquals(namesIn(dir), ["d"]);
});

Deno.test({
  name: "without room, or where nothing may be written, the old file is untouched and the temporary gone",
  ignore: !MOUNTS,
  fn: async (t) => {
    for (const how of [...HOWS, { replace: false }]) {
      await t.step(JSON.stringify(how), async () => {
        await using dir = await mounted("tmpfs", "size=64k");
        const path = dir.join("f");
        await Deno.writeTextFile(path, "old");
        const target = "replace" in how ? dir.join("g") : path;
        await assertRejects(() => atomicWrite(target, new Uint8Array(200_000), how), Error, "ENOSPC");
        await assertRejects(() => atomicWrite(target, new Uint8Array(2 << 20), how), Error, "ENOSPC");
        assertEquals([namesIn(dir), await Deno.readTextFile(path)], [["f"], "old"]);
        await new Deno.Command("mount", { args: ["-o", "remount,ro", dir.path] }).output();
        await assertRejects(() => atomicWrite(target, "x", how), Error, "EROFS");
        assertEquals([namesIn(dir), await Deno.readTextFile(path)], [["f"], "old"]);
      });
    }
  },
});

Deno.test("writers of one path go one after the other, those of others beside them", async () => {
  await using dir = await temporaryDirectory();
  const count = scaled(200);
  await Promise.all(Array.from({ length: count }, (_, i) => atomicWrite(dir.join("f"), `${i}`)));
  assertEquals(await Deno.readTextFile(dir.join("f")), `${count - 1}`);
  const slow = new TransformStream<string, string>();
  const first = atomicWrite(dir.join("f"), slow.readable);
  const second = atomicWrite(dir.join("f"), "second");
  await atomicWrite(dir.join("g"), "beside");
  assertEquals(await Deno.readTextFile(dir.join("f")), `${count - 1}`);
  const writer = slow.writable.getWriter();
  await writer.write("first");
  await writer.close();
  await first;
  await second;
  assertEquals(await Deno.readTextFile(dir.join("f")), "second");
  assertEquals(namesIn(dir), ["f", "g"]);
});

Deno.test("a stream that fails, or is given up, leaves the old file and nothing else", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  await atomicWrite(
    path,
    new ReadableStream({
      start(controller) {
        controller.enqueue("some ");
        controller.enqueue(new TextEncoder().encode("chunks"));
        controller.close();
      },
    }),
  );
  assertEquals(await Deno.readTextFile(path), "some chunks");
  const failing = new ReadableStream<string>({
    pull(controller) {
      controller.enqueue("part");
      controller.error(new RangeError("mine"));
    },
  });
  await assertRejects(() => atomicWrite(path, failing), RangeError, "mine");
  const controller = new AbortController();
  const silent = atomicWrite(path, new ReadableStream<string>(), { signal: controller.signal });
  const behind = atomicWrite(path, "behind");
  controller.abort(new RangeError("enough"));
  await assertRejects(() => silent, RangeError, "enough");
  await behind;
  assertEquals([await Deno.readTextFile(path), namesIn(dir)], ["behind", ["f"]]);
});

Deno.test("given up at any moment, a file is old or new, and nothing else is left", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  atomicWriteSync(path, "old");
  for (let i = 0; i < scaled(500); i++) {
    const controller = new AbortController();
    const how = HOWS[i % HOWS.length]!;
    const writing = atomicWrite(path, `new${i}`, { ...how, signal: controller.signal });
    const given = writing.then(() => false, () => true);
    for (let turns = Math.random() * 5; turns > 1; turns--) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    await given;
    // What was under way ends before the next of the path begins.
    await atomicWrite(path, "settled");
    assertEquals(namesIn(dir), ["f"]);
  }
});

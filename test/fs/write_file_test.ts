import { assert, assertEquals } from "@std/assert";
import { open, writeFile } from "../../mod.ts";
import { assertBytes, sample, SLOW } from "../handle/bytes.ts";
import { command, everyPlace, mounted, MOUNTS } from "../handle/places.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyPlace("writeFile replaces what a file held, with any amount of data", async ({ fs }, dir) => {
  const path = dir.join("file");
  for (const size of [0, 1, 4096, 1 << 20, SLOW ? 0 : 20 << 20, 5]) {
    await fs.writeFile(path, sample(size, size + 1));
    assertBytes(await Deno.readFile(path), sample(size, size + 1));
  }
  await fs.writeTextFile(path, "é€😀");
  assertEquals(await Deno.readTextFile(path), "é€😀");
});

everyWay("options of writeFile are Deno's", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("file");
  const failure = (promise: Promise<unknown>) => promise.then(() => undefined, (error) => error.code);
  assertEquals(await failure(fs.writeFile(path, "a", { create: false })), "ENOENT");
  await fs.writeFile(path, "a", { createNew: true, mode: 0o640 });
  assertEquals((await Deno.stat(path)).mode! & 0o777, 0o640);
  assertEquals(await failure(fs.writeFile(path, "b", { createNew: true })), "EEXIST");
  await fs.writeFile(path, "b", { append: true });
  assertEquals(await Deno.readTextFile(path), "ab");
  await fs.writeFile(path, "c", { create: false, mode: 0o604 });
  assertEquals(await Deno.readTextFile(path), "c");
  assertEquals((await Deno.stat(path)).mode! & 0o777, 0o604); // as Deno, of a file that exists, too
  assertEquals(await failure(fs.writeFile(dir.path, "d")), "EISDIR");
  assertEquals(await failure(fs.writeFile(dir.join("none/file"), "d")), "ENOENT");
});

Deno.test("a new file has the mode that the umask leaves", async () => {
  await using dir = await temporaryDirectory();
  const before = Deno.umask(0o027);
  try {
    await writeFile(dir.join("file"), "");
    assertEquals((await Deno.stat(dir.join("file"))).mode! & 0o777, 0o640);
  } finally {
    Deno.umask(before);
  }
});

Deno.test("writeFile takes a stream", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("file");
  await writeFile(path, ReadableStream.from([sample(1000), sample(70_000, 2)]));
  assertBytes(await Deno.readFile(path), new Uint8Array([...sample(1000), ...sample(70_000, 2)]));
  await writeFile(path, ReadableStream.from(["more", " text"]), { append: true });
  assertEquals((await Deno.readFile(path)).length, 71_009);
  const broken = new ReadableStream<string>({
    pull(controller) {
      controller.error(new Error("the source broke"));
    },
  });
  const before = openDescriptors();
  assertEquals(await writeFile(path, broken).catch((error) => error.message), "the source broke");
  assertEquals(openDescriptors(), before);
});

Deno.test("a signal gives writeFile up, and nothing stays open", async () => {
  await using dir = await temporaryDirectory();
  const before = openDescriptors();
  const reason = new Error("changed my mind");
  assertEquals(await writeFile(dir.join("file"), "x", { signal: AbortSignal.abort(reason) }).catch((e) => e), reason);
  const controller = new AbortController();
  const writing = writeFile(dir.join("file"), sample(8 << 20), { signal: controller.signal });
  controller.abort(reason);
  assertEquals(await writing.catch((error) => error), reason);
  // The late close shares the pool: it has happened when another trip has come back.
  for (let i = 0; i < 200 && openDescriptors() > before; i++) await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(openDescriptors(), before);
});

everyWay("a full filesystem loses nothing silently", async ({ fs }) => {
  if (!MOUNTS) return console.log("not run: this process may not mount");
  await using full = await mounted("tmpfs", "size=256k");
  for (const size of [1 << 20, 300 << 10]) {
    const error = await fs.writeFile(full.join("file"), sample(size)).catch((error) => error);
    assertEquals([error.code, error.syscall], ["ENOSPC", "write"], `${size} bytes`);
    await Deno.remove(full.join("file"));
  }
  await using file = await fs.open(full.join("file"), "w");
  let written = 0;
  const chunk = sample(10_000);
  for (;;) {
    const count = await file.write(chunk).catch((error) => error);
    if (count instanceof Error) {
      assertEquals(Reflect.get(count, "code"), "ENOSPC");
      break;
    }
    written += count;
  }
  // Every byte that was said to be written is there.
  assertEquals((await file.stat()).size, written);
  assert(written > 200 << 10);
  const allocation = await file.allocate(0, 1 << 20).catch((error) => error);
  assertEquals([allocation.code, allocation.syscall], ["ENOSPC", "fallocate"]);
});

everyWay("a device that has no room says so", async ({ name, fs }) => {
  const error = await fs.writeFile("/dev/full", "x").catch((error) => error);
  // A device may wait for ever, so a write to one is not repeated to learn its error number.
  assertEquals([error.code, error.path], [name.includes("batch: false") ? "EIO" : "ENOSPC", "/dev/full"]);
});

Deno.test("the disk has what writeFile wrote when the file is opened by another process", async () => {
  await using dir = await temporaryDirectory();
  await writeFile(dir.join("file"), "content");
  assertEquals(await command("cat", dir.join("file")), "content");
  await using file = await open(dir.join("file"));
  assertEquals(await file.readText(), "content");
});

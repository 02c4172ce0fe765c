/** What waits for a FIFO's far end waits alone. These need two things at once, so there is no synchronous way. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as files from "../../mod.ts";
import { open, stat } from "../../mod.ts";
import { assertBytes, sample, utf8 } from "./bytes.ts";
import { command } from "./places.ts";
import { opening, Shell, soon } from "./processes.ts";
import { openDescriptors, type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";

/** One test with a step for each asynchronous way. */
function eachWay(name: string, body: (dir: TemporaryDirectory) => Promise<void>): void {
  Deno.test(name, async (t) => {
    for (const options of [{}, { tryNow: false }, { tryNow: false, batch: false }]) {
      await t.step(JSON.stringify(options), async () => {
        await using dir = await temporaryDirectory("/dev/shm");
        files.configure(options);
        try {
          await body(dir);
        } finally {
          files.configure({ tryNow: true, batch: true });
        }
      });
    }
  });
}

/** So many FIFOs. */
async function fifos(dir: TemporaryDirectory, count: number): Promise<string[]> {
  const paths = Array.from({ length: count }, (_, i) => dir.join(`fifo${i}`));
  await command("mkfifo", ...paths);
  return paths;
}

/** Every kind of operation that must go on meanwhile. */
async function others(dir: TemporaryDirectory): Promise<void> {
  const path = dir.join("other");
  const infos = await Promise.all(Array.from({ length: 500 }, () => stat(dir.path)));
  assert(infos.every(({ isDirectory }) => isDirectory));
  await files.writeFile(path, sample(100_000));
  assertBytes(await files.readFile(path), sample(100_000));
  await using file = await open(path, "r+");
  await file.writeAll(sample(3 << 20));
  await file.sync();
  await file.seekStart();
  assertBytes(await file.readAll(), sample(3 << 20));
  assert(await files.readTextFile("/proc/self/status") !== "");
  assert((await files.diskstat(dir.path)).blocks > 0);
}

eachWay("8 FIFOs that nobody writes to hold nothing up", async (dir) => {
  const paths = await fifos(dir, 8);
  let opened = 0;
  const handles = paths.map((path) => open(path).finally(() => opened++));
  for (let i = 0; i < 3; i++) await soon(others(dir), "operations beside FIFOs that wait");
  assertEquals(opened, 0);
  const writers = await Promise.all(paths.map((path) => Deno.open(path, { write: true })));
  for (const [i, handle] of handles.entries()) {
    await using file = await soon(handle, `FIFO ${i}`);
    writers[i]!.writeSync(utf8(`${i}`));
    writers[i]!.close();
    assertEquals(await file.readText(), `${i}`);
  }
});

eachWay("8 FIFOs that nobody reads, and reads that wait for data, hold nothing up", async (dir) => {
  const paths = await fifos(dir, 8);
  const writers = paths.slice(0, 4).map((path) => open(path, "w"));
  const both = await Promise.all(paths.slice(4).map((path) => open(path, "r+")));
  const reads = both.map((file) => file.readBytes(3));
  await soon(others(dir), "operations beside FIFOs that wait");
  for (const file of both) file.writeAllSync("abc");
  assertEquals(await Promise.all(reads), Array(4).fill(utf8("abc")));
  await Promise.all(both.map((file) => file.close()));
  const readers = paths.slice(0, 4).map((path) => new Shell(`cat "$1"`, path));
  for (const [i, writer] of writers.entries()) {
    await using file = await soon(writer, `FIFO ${i}`);
    await file.writeAll(`${i}\n`);
  }
  for (const [i, reader] of readers.entries()) {
    assertEquals(await reader.line(), `${i}`);
    await reader[Symbol.asyncDispose]();
  }
});

eachWay("a full FIFO holds up its writer only", async (dir) => {
  const [path] = await fifos(dir, 1);
  await using reader = new Shell(
    `exec 3< "$1"; echo open; read line; cat <&3 > "$2"; echo done`,
    path!,
    dir.join("copy"),
  );
  const file = await open(path!, "w");
  assertEquals(await reader.line(), "open");
  const data = sample(1 << 20);
  let written = false;
  const writing = file.writeAll(data).then(() => written = true);
  await soon(others(dir), "operations beside a writer that waits");
  assertEquals(written, false);
  await reader.send("go on");
  await writing;
  await file.close();
  assertEquals(await reader.line(), "done");
  assertBytes(Deno.readFileSync(dir.join("copy")), data);
});

eachWay("a copy into a full FIFO holds nothing else up", async (dir) => {
  const paths = await fifos(dir, 5);
  Deno.writeFileSync(dir.join("data"), sample(300_000));
  const readers = paths.map((path, i) =>
    new Shell(`exec 3< "$1"; echo open; read line; cat <&3 > "$2"; echo done`, path, dir.join(`copy${i}`))
  );
  await using from = await open(dir.join("data"));
  const copies = paths.map(async (path) => {
    await using source = await open(dir.join("data"));
    await using to = await open(path, "w");
    assertEquals(await source.copyTo(to), 300_000);
  });
  for (const reader of readers) assertEquals(await reader.line(), "open");
  await soon(others(dir), "operations beside copies that wait");
  for (const reader of readers) await reader.send("go on");
  await soon(Promise.all(copies), "the copies");
  for (const [i, reader] of readers.entries()) {
    assertEquals(await reader.line(), "done");
    assertBytes(Deno.readFileSync(dir.join(`copy${i}`)), sample(300_000));
    await reader[Symbol.asyncDispose]();
  }
  assertEquals(await from.position(), 0);
});

eachWay("two processes talk over a pair of FIFOs, whoever is silent first", async (dir) => {
  const [there, back] = await fifos(dir, 2);
  await using other = new Shell(
    `exec 3< "$1"; exec 4> "$2"; read line <&3; echo "you said $line" >&4`,
    there!,
    back!,
  );
  await using to = await soon(open(there!, "w"), "the far reader");
  await using from = await soon(open(back!), "the far writer, who has nothing to say yet");
  await to.writeAll("hello\n");
  assertEquals(await from.readText(), "you said hello\n");
  assertEquals(await other.code(), 0);
});

eachWay("an open that is given up leaves no descriptor once the far end has come", async (dir) => {
  const [path] = await fifos(dir, 1);
  await stat(path!);
  const before = openDescriptors();
  const controller = new AbortController();
  const opened = open(path!, { read: true, signal: controller.signal });
  await opening(path!, Deno.pid);
  controller.abort();
  await assertRejects(() => opened, DOMException);
  const writer = await Deno.open(path!, { write: true });
  writer.close();
  for (let i = 0; i < 1000 && openDescriptors() > before; i++) await stat(`/proc/self/${i}`).catch(() => {});
  assertEquals(openDescriptors(), before);
});

eachWay("close waits for a read that waits", async (dir) => {
  const [path] = await fifos(dir, 1);
  const file = await open(path!, "r+");
  const other = await open(path!, "w");
  const buffer = new Uint8Array(3);
  const read = file.read(buffer);
  const closed = file.close();
  await assertRejects(() => file.read(buffer), Deno.errors.BadResource);
  await other.writeAll("abc");
  assertEquals([await read, buffer], [3, utf8("abc")]);
  await soon(closed, "close");
  await other.close();
});

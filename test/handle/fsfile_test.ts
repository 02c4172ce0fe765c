/** A handle is usable wherever a `Deno.FsFile` is. */
import { assertEquals, assertRejects } from "@std/assert";
import { type FileHandle, FileInfo } from "../../mod.ts";
import { everyPlace } from "./places.ts";
import { assertBytes, sample, utf8 } from "./bytes.ts";
import { UNFIT } from "./failing.ts";

/** Everything that `Deno.FsFile` promises, by its own type. */
async function use(file: Deno.FsFile): Promise<unknown[]> {
  const seen: unknown[] = [];
  const buffer = new Uint8Array(4);
  seen.push(await file.write(utf8("0123456789")), file.writeSync(utf8("ab")));
  seen.push(await file.seek(2, Deno.SeekMode.Start), await file.read(buffer), [...buffer]);
  seen.push(file.seekSync(-2n, Deno.SeekMode.End), file.readSync(buffer), file.readSync(buffer), [...buffer]);
  await file.truncate(5);
  file.truncateSync(4);
  seen.push((await file.stat()).size, file.statSync().isFile);
  await file.sync();
  file.syncSync();
  await file.syncData();
  file.syncDataSync();
  await file.utime(1, new Date(2000));
  file.utimeSync(3, 4);
  seen.push(file.statSync().mtime, file.statSync().atime?.getTime());
  await file.lock(true);
  file.lockSync();
  seen.push(await file.tryLock(), file.tryLockSync(true));
  await file.unlock();
  file.unlockSync();
  seen.push(file.isTerminal());
  await file.truncate();
  seen.push(file.statSync().size);
  file.close();
  return seen;
}

everyPlace("what takes a Deno.FsFile takes a handle, and sees the same", async ({ fs }, dir) => {
  const handle: Deno.FsFile = await fs.open(dir.join("ours"), "w+");
  const file = await Deno.open(dir.join("theirs"), { read: true, write: true, create: true });
  assertEquals(await use(handle), await use(file));
});

everyPlace("its interfaces are those of the streams and of Deno", async ({ fs }, dir) => {
  const handle = await fs.open(dir.join("f"), "w+");
  // Assignments that the type checker is to accept.
  const _disposable: Disposable & AsyncDisposable = handle;
  const _readable: ReadableStream<Uint8Array<ArrayBuffer>> = handle.readable;
  const _writable: WritableStream<Uint8Array<ArrayBufferLike>> = handle.writable;
  const _pair: { readable: ReadableStream<Uint8Array>; writable: WritableStream<Uint8Array> } = handle;
  const info: Deno.FileInfo = await handle.stat();
  assertEquals(info instanceof FileInfo, true);
  const accept = (_file: FileHandle) => {};
  accept(handle);
  await handle.close();
});

everyPlace("readable is the rest of the file, and closes the handle at its end", async ({ fs }, dir) => {
  for (const size of [0, 1, 65_536, 200_000]) {
    Deno.writeFileSync(dir.join("f"), sample(size));
    const file = await fs.open(dir.join("f"));
    await file.skip(Math.min(size, 100));
    assertEquals(file.readable === file.readable, true);
    assertBytes(await new Response(file.readable).bytes(), sample(size).subarray(100));
    assertEquals(file.isOpen, false);
  }
});

everyPlace("readable cancelled closes the handle; so does one that fails", async ({ fs }, dir) => {
  Deno.writeFileSync(dir.join("f"), sample(200_000));
  const file = await fs.open(dir.join("f"));
  for await (const chunk of file.readable) {
    assertBytes(chunk, sample(200_000).subarray(0, chunk.length));
    break;
  }
  assertEquals(file.isOpen, false);
  const unused = await fs.open(dir.join("f"));
  await unused.readable.cancel();
  assertEquals(unused.isOpen, false);
  const directory = await fs.open(dir.path);
  await assertRejects(() => Array.fromAsync(directory.readable), Deno.errors.IsADirectory);
  assertEquals(directory.isOpen, false);
});

everyPlace("a byob reader fills the buffer that it is given", async ({ fs }, dir) => {
  Deno.writeFileSync(dir.join("f"), sample(1000));
  for (const kind of ["readable", "stream"] as const) {
    const file = await fs.open(dir.join("f"));
    const reader = (kind === "readable" ? file.readable : file.stream()).getReader({ mode: "byob" });
    let buffer = new Uint8Array(300);
    for (const [count, at] of [[300, 0], [300, 300], [300, 600], [100, 900]] as const) {
      const { value, done } = await reader.read(buffer);
      assertEquals([done, value!.length], [false, count]);
      assertBytes(value!, sample(1000).subarray(at, at + count));
      buffer = new Uint8Array(value!.buffer);
    }
    assertEquals((await reader.read(buffer)).done, true);
    assertEquals(file.isOpen, kind === "stream");
    await file.close();
  }
});

everyPlace("writable takes everything, and closes the handle", async ({ fs }, dir) => {
  const data = sample(300_000);
  Deno.writeFileSync(dir.join("from"), data);
  const [from, to] = [await fs.open(dir.join("from")), await fs.open(dir.join("to"), "w")];
  await from.readable.pipeTo(to.writable);
  assertEquals([from.isOpen, to.isOpen], [false, false]);
  assertBytes(Deno.readFileSync(dir.join("to")), data);
});

everyPlace("writable through a transform, and into the middle", async ({ fs }, dir) => {
  Deno.writeTextFileSync(dir.join("f"), "0123456789");
  const file = await fs.open(dir.join("f"), "r+");
  await file.seek(3, Deno.SeekMode.Start);
  await ReadableStream.from(["a", "bä", ""]).pipeThrough(new TextEncoderStream()).pipeTo(file.writable);
  assertEquals(Deno.readTextFileSync(dir.join("f")), "012abä789");
  assertEquals(file.isOpen, false);
});

everyPlace("writable aborted closes the handle, and keeps what was written", async ({ fs }, dir) => {
  const file = await fs.open(dir.join("f"), "w");
  const writer = file.writable.getWriter();
  await writer.write(utf8("abc"));
  await writer.abort(new RangeError("mine"));
  assertEquals([file.isOpen, Deno.readTextFileSync(dir.join("f"))], [false, "abc"]);
  const reader = await fs.open(dir.join("f"));
  const failing = reader.writable.getWriter();
  await assertRejects(() => failing.write(utf8("x")), Error, UNFIT);
  assertEquals(reader.isOpen, false);
  await assertRejects(() => failing.closed);
  const other = await fs.open(dir.join("f"), "w");
  await assertRejects(() => other.writable.getWriter().write(5 as unknown as Uint8Array), TypeError);
  assertEquals(other.isOpen, false);
});

everyPlace("setRaw is somebody else's", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w");
  let error: unknown;
  try {
    file.setRaw(true);
  } catch (thrown) {
    error = thrown;
  }
  assertEquals(error instanceof Deno.errors.NotSupported, true);
});

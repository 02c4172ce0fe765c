/** FIFOs with another process at their far end, in every way. */
import { assertEquals, assertRejects } from "@std/assert";
import { O } from "../../mod.ts";
import { assertBytes, sample, utf8 } from "./bytes.ts";
import { assertFails } from "./failing.ts";
import { command } from "./places.ts";
import { opening, Shell, soon } from "./processes.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

/** A FIFO in a directory of its own. */
async function fifo() {
  const dir = await temporaryDirectory();
  await command("mkfifo", dir.join("fifo"));
  return Object.assign(dir, { fifo: dir.join("fifo") });
}

everyWay("a FIFO is read to its end", async ({ fs }) => {
  await using dir = await fifo();
  await using writer = new Shell(`printf 'one\\ntwo\\n' > "$1"`, dir.fifo);
  await using file = await soon(fs.open(dir.fifo), "open");
  const buffer = new Uint8Array(4);
  await file.readExactly(buffer);
  assertEquals(buffer, utf8("one\n"));
  assertEquals(await file.readText(), "two\n");
  assertEquals([await file.read(buffer), await file.readAll()], [null, utf8("")]);
  assertEquals(await writer.code(), 0);
});

everyWay("a FIFO is written in whole, however little it holds", async ({ fs }) => {
  await using dir = await fifo();
  await using reader = new Shell(`cat "$1" > "$2"; echo done`, dir.fifo, dir.join("copy"));
  const data = sample(1 << 20);
  {
    await using file = await soon(fs.open(dir.fifo, "w"), "open");
    await file.writeAll(data);
    await file.writev([utf8("a"), utf8(""), utf8("b")]);
  }
  assertEquals(await reader.line(), "done");
  assertBytes(Deno.readFileSync(dir.join("copy")), new Uint8Array([...data, ...utf8("ab")]));
});

everyWay("a FIFO has no position", async (way) => {
  await using dir = await fifo();
  await using writer = new Shell(`exec 3> "$1"; echo open; read line; echo "$line" >&3`, dir.fifo);
  await using file = await soon(way.fs.open(dir.fifo), "open");
  assertEquals(await writer.line(), "open");
  await assertFails(way, () => file.position(), "ESPIPE", Error);
  await assertFails(way, () => file.seek(1, Deno.SeekMode.Start), "ESPIPE", Error);
  await assertFails(way, () => file.seekEnd(), "ESPIPE", Error);
  await assertFails(way, () => file.readAt(new Uint8Array(1), 0), "ESPIPE", Error, true);
  await assertFails(way, () => file.truncate(0), "EINVAL", TypeError);
  await assertRejects(() => file.sync());
  assertEquals([(await file.stat()).isFifo, await file.size()], [true, 0]);
  await writer.send("hello");
  assertEquals(await file.readText(), "hello\n");
});

everyWay("readFile and readTextFile take a FIFO whole", async ({ fs }) => {
  await using dir = await fifo();
  for (const size of [0, 1, 5000, 65_536, 65_537, 200_000]) {
    Deno.writeFileSync(dir.join("data"), sample(size));
    await using writer = new Shell(`cat "$1" > "$2"`, dir.join("data"), dir.fifo);
    assertBytes(await soon(fs.readFile(dir.fifo), `${size} bytes`), sample(size));
    assertEquals(await writer.code(), 0, "the writer did not meet a broken pipe");
  }
  await using writer = new Shell(`printf 'äöü' > "$1"`, dir.fifo);
  assertEquals(await fs.readTextFile(dir.fifo), "äöü");
  assertEquals(await writer.code(), 0);
});

everyWay("a writer that waits for a reader loses nothing", async ({ fs }) => {
  await using dir = await fifo();
  for (let i = 0; i < 10; i++) {
    await using writer = new Shell(`echo ready; echo ${i} > "$1"; echo $?`, dir.fifo);
    assertEquals(await writer.line(), "ready");
    if (i % 2 === 0) await opening(dir.fifo);
    const text = i % 4 < 2 ? await soon(fs.readTextFile(dir.fifo), "readTextFile") : await (async () => {
      await using file = await soon(fs.open(dir.fifo), "open");
      return await soon(file.readText(), "readText");
    })();
    assertEquals([text, await writer.line()], [`${i}\n`, "0"]);
  }
});

everyWay("a writer that comes and goes without a word is an end", async ({ fs }) => {
  await using dir = await fifo();
  for (let i = 0; i < 6; i++) {
    await using writer = new Shell(`echo ready; : > "$1"`, dir.fifo);
    assertEquals(await writer.line(), "ready");
    if (i % 2 === 0) await opening(dir.fifo);
    assertEquals(await soon(fs.readFile(dir.fifo), "readFile"), utf8(""));
    await writer.code();
  }
});

everyWay("writing without a reader is a broken pipe", async (way) => {
  await using dir = await fifo();
  await using reader = new Shell(`exec 3< "$1"; echo open; read line; exec 3<&-; echo closed`, dir.fifo);
  await using file = await soon(way.fs.open(dir.fifo, "w"), "open");
  assertEquals(await reader.line(), "open");
  assertEquals(await file.write(utf8("x")), 1);
  await reader.send("close it");
  assertEquals(await reader.line(), "closed");
  await assertFails(way, () => file.write(utf8("x")), "EPIPE", Deno.errors.BrokenPipe, true);
  await assertRejects(() => file.writeAll("x"));
  assertEquals(file.isOpen, true);
});

everyWay("a FIFO that is opened for both waits for nobody", async ({ fs }) => {
  await using dir = await fifo();
  await using file = await soon(fs.open(dir.fifo, "r+"), "open");
  assertEquals(await file.write(utf8("hello")), 5);
  assertEquals(await file.readBytes(5), utf8("hello"));
});

everyWay("O_NONBLOCK stays when it is asked for", async (way) => {
  await using dir = await fifo();
  await assertFails(way, () => way.fs.open(dir.fifo, { write: true, flags: O.NONBLOCK }), "ENXIO", Error);
  await using reader = await soon(way.fs.open(dir.fifo, { read: true, flags: O.NONBLOCK }), "open");
  assertEquals(await reader.read(new Uint8Array(1)), null);
  await using writer = await soon(way.fs.open(dir.fifo, { write: true, flags: O.NONBLOCK }), "open");
  await assertFails(way, () => reader.read(new Uint8Array(1)), "EAGAIN", Deno.errors.WouldBlock, true);
  await writer.writeAll("abc");
  assertEquals(await reader.readBytes(3), utf8("abc"));
});

everyWay("a FIFO is copied to its end, or as far as was asked for", async ({ fs }) => {
  await using dir = await fifo();
  Deno.writeFileSync(dir.join("data"), sample(300_000));
  await using writer = new Shell(
    `exec 3> "$1"; cat "$2" >&3; cat "$2" >&3; exec 3>&-; echo $?`,
    dir.fifo,
    dir.join("data"),
  );
  await using file = await soon(fs.open(dir.fifo), "open");
  await using to = await fs.open(dir.join("to"), "w");
  const seen: (number | undefined)[] = [];
  const onProgress = ({ totalBytes }: { totalBytes: number | undefined }) => seen.push(totalBytes);
  assertEquals(await soon(file.copyTo(to, { length: 100_000, onProgress }), "copyTo"), 100_000);
  assertEquals(new Set(seen), new Set([100_000]));
  assertEquals(await soon(file.copyTo(to), "copyTo"), 500_000);
  const twice = new Uint8Array([...sample(300_000), ...sample(300_000)]);
  assertBytes(Deno.readFileSync(dir.join("to")), twice);
  assertEquals([await writer.line(), await file.copyTo(to)], ["0", 0]);
});

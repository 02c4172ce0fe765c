/** Arguments that make no sense are refused before any call, by a rejection and not by a thrown error. */
import { assertEquals, assertRejects } from "@std/assert";
import { type FileHandle, metrics } from "../../mod.ts";
import { everyWay } from "../ways.ts";
import { temporaryDirectory } from "../temporary.ts";
import { utf8 } from "./bytes.ts";
import { UNFIT } from "./failing.ts";

const one = () => new Uint8Array(1);

type Offset = number | bigint;
const OFFSETS: Record<string, (file: FileHandle, offset: Offset) => Promise<unknown>> = {
  readAt: (file, offset) => file.readAt(one(), offset),
  readvAt: (file, offset) => file.readvAt([one()], offset),
  writeAt: (file, offset) => file.writeAt(one(), offset),
  writevAt: (file, offset) => file.writevAt([one()], offset),
  readBytes: (file, count) => file.readBytes(count),
  truncate: (file, length) => file.truncate(length),
  allocate: (file, offset) => file.allocate(offset, 1),
  allocateLength: (file, length) => file.allocate(0, length),
  punchHole: (file, offset) => file.punchHole(offset, 1),
  punchHoleLength: (file, length) => file.punchHole(0, length),
  advise: (file, offset) => file.advise(offset, 1, "normal"),
  adviseLength: (file, length) => file.advise(0, length, "normal"),
  copyTo: (file, offset) => file.copyTo(file, { offset }),
  copyToLength: (file, length) => file.copyTo(file, { length }),
};

everyWay("an offset or a size is a whole number from 0 to 2^53", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("f"), "w+");
  await file.writeAll("abc");
  const { calls } = metrics();
  for (const [name, call] of Object.entries(OFFSETS)) {
    for (const offset of [-1, -1n, 0.5, NaN, Infinity, -Infinity, 2 ** 53, 2n ** 53n, 2n ** 64n, -(2n ** 70n)]) {
      await assertRejects(() => call(file, offset), RangeError, undefined, `${name}(${offset})`);
    }
    for (const offset of ["0", null, {}, true] as unknown as number[]) {
      await assertRejects(() => call(file, offset), TypeError, undefined, `${name}(${offset})`);
    }
  }
  assertEquals(metrics().calls, calls);
  assertEquals([await file.position(), Deno.readTextFileSync(dir.join("f"))], [3, "abc"]);
});

everyWay("only a Uint8Array is a buffer", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("f"), "w+");
  const wrong = [new ArrayBuffer(1), new DataView(new ArrayBuffer(1)), new Uint16Array(1), [1], null, undefined, 5, {}];
  const { calls } = metrics();
  for (const buffer of wrong as unknown as Uint8Array[]) {
    for (
      const call of [
        () => file.read(buffer),
        () => file.readAt(buffer, 0),
        () => file.readv([one(), buffer]),
        () => file.readvAt([buffer], 0),
        () => file.readExactly(buffer),
        () => file.write(buffer),
        () => file.writeAt(buffer, 0),
        () => file.writev([one(), buffer]),
        () => file.writevAt([buffer], 0),
        () => file.writeAll(buffer),
        () => file.setxattr("user.x", buffer),
      ]
    ) await assertRejects(call, TypeError, undefined, `${call} of ${Object.prototype.toString.call(buffer)}`);
  }
  await assertRejects(() => file.write("text" as unknown as Uint8Array), TypeError);
  for (const list of [null, undefined, 3] as unknown as Uint8Array[][]) {
    await assertRejects(() => file.readv(list), TypeError);
    await assertRejects(() => file.writev(list), TypeError);
  }
  assertEquals(metrics().calls, calls);
  assertEquals(await file.size(), 0);
});

everyWay("names of choices are checked", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("f"), "w+");
  await file.writeAll("abc");
  for (const whence of [-1, 3, NaN, "0", undefined, null] as unknown as Deno.SeekMode[]) {
    await assertRejects(() => file.seek(0, whence), TypeError, "whence");
  }
  for (const mode of ["", "punch", "toString", 0] as unknown as "zero"[]) {
    await assertRejects(() => file.allocate(0, 1, mode), TypeError, "mode");
  }
  for (const advice of ["", "random ", undefined] as unknown as "random"[]) {
    await assertRejects(() => file.advise(0, 0, advice), TypeError, "advice");
  }
  await assertRejects(() => file.allocate(0, 0), RangeError);
  await assertRejects(() => file.punchHole(0, 0), RangeError);
  for (const mode of [-1, 0.5, NaN, 0o200000, "644", undefined] as number[]) {
    await assertRejects(() => file.chmod(mode), RangeError, "mode");
  }
  for (const id of [-2, 0.5, NaN, 2 ** 32, Infinity, "0"] as number[]) {
    await assertRejects(() => file.chown(id), RangeError, undefined, String(id));
    await assertRejects(() => file.chown(null, id), RangeError, undefined, String(id));
  }
  for (const offset of [0.5, NaN, 2n ** 63n]) await assertRejects(() => file.skip(offset), RangeError);
  assertEquals(await file.position(), 3);
});

everyWay("a handle that cannot do it says EBADF, and its position stays", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("f"), "abc");
  await using reader = await fs.open(dir.join("f"), "r");
  await using writer = await fs.open(dir.join("f"), "r+").then((file) => file.close())
    .then(() => fs.open(dir.join("f"), { write: true }));
  for (
    const call of [
      () => reader.write(one()),
      () => reader.writeAt(one(), 0),
      () => reader.writev([one()]),
      () => reader.writeAll("x"),
      () => writer.read(one()),
      () => writer.readAt(one(), 0),
      () => writer.readv([one()]),
      () => writer.readAll(),
      () => writer.readText(),
      () => writer.copyTo(writer, { length: 1 }),
      () => reader.copyTo(reader, { length: 1 }),
    ]
  ) await assertRejects(call, Error, UNFIT, String(call));
  await assertRejects(() => reader.truncate(0), TypeError, "EINVAL"); // ftruncate(2): not open for writing
  assertEquals([await reader.position(), await writer.position()], [0, 0]);
  assertEquals(await reader.readAll(), utf8("abc"));
});

/** Copying between handles. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { everyPlace, mounted, MOUNTS } from "./places.ts";
import { assertBytes, sample, SIZES, utf8 } from "./bytes.ts";
import { TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

/** Pairs of directories on the same and on different filesystems. */
async function eachPair(body: (from: TemporaryDirectory, to: TemporaryDirectory) => Promise<void>): Promise<void> {
  await using disk = await temporaryDirectory();
  await using memory = await temporaryDirectory("/dev/shm");
  for (const from of [disk, memory]) for (const to of [disk, memory]) await body(from, to);
}

everyWay("a copy of any size, within a filesystem and between two", async ({ fs }) => {
  await eachPair(async (one, other) => {
    for (const size of [...SIZES, (256 << 10) + 1, (16 << 20) + 3]) {
      const data = sample(size);
      Deno.writeFileSync(one.join("from"), data);
      await using from = await fs.open(one.join("from"));
      await using to = await fs.open(other.join("to"), "w+");
      assertEquals(await from.copyTo(to), size);
      assertEquals([await from.position(), await to.position()], [size, size]);
      assertBytes(Deno.readFileSync(other.join("to")), data);
      assertEquals(await from.copyTo(to), 0, "there is no more");
    }
  });
});

everyWay("a copy takes the part that was asked for", async ({ fs }) => {
  await eachPair(async (one, other) => {
    const data = sample(100_000);
    Deno.writeFileSync(one.join("from"), data);
    await using from = await fs.open(one.join("from"));
    await using to = await fs.open(other.join("to"), "w+");
    await to.writeAll("head");
    assertEquals(await from.copyTo(to, { offset: 1000, length: 5000 }), 5000);
    assertEquals([await from.position(), await to.position()], [0, 5004], "an offset leaves the source's position");
    assertEquals(await from.copyTo(to, { length: 10n }), 10);
    assertEquals([await from.position(), await to.position()], [10, 5014]);
    assertEquals(await from.copyTo(to, { offset: 99_990n, length: 1e9 }), 10, "less when the file ends before");
    assertEquals(await from.copyTo(to, { length: 0 }), 0);
    assertEquals(await from.copyTo(to, { offset: 100_000 }), 0);
    assertEquals(await from.copyTo(to, { offset: 2 ** 50 }), 0);
    assertEquals(await from.position(), 10);
    const expected = [utf8("head"), data.subarray(1000, 6000), data.subarray(0, 10), data.subarray(99_990)];
    assertBytes(Deno.readFileSync(other.join("to")), Uint8Array.from(expected.flatMap((part) => [...part])));
    await to.seek(2, Deno.SeekMode.Start);
    assertEquals(await from.copyTo(to, { offset: 0, length: 3 }), 3);
    assertBytes(Deno.readFileSync(other.join("to")).subarray(2, 5), data.subarray(0, 3), "into the middle");
    assertEquals(await to.size(), 5024);
  });
});

everyPlace("progress is told, in order, up to the whole", async ({ fs }, dir) => {
  const size = (40 << 20) + 5;
  await using from = await fs.open(dir.join("from"), "w+");
  await from.truncate(size);
  await using to = await fs.open(dir.join("to"), "w");
  const seen: number[] = [];
  const totals = new Set<number | undefined>();
  const onProgress = ({ bytes, totalBytes }: { bytes: number; totalBytes: number | undefined }) => {
    seen.push(bytes);
    totals.add(totalBytes);
  };
  assertEquals(await from.copyTo(to, { onProgress }), size);
  assert(seen.length > 2, `${seen}`);
  assert(seen.every((bytes, i) => bytes > (seen[i - 1] ?? 0)), `${seen}`);
  assertEquals([seen.at(-1), ...totals], [size, size]);
  seen.length = 0;
  assertEquals(await from.copyTo(to, { offset: 5, length: 100, onProgress }), 100);
  assertEquals(seen, [100]);
  await assertRejects(() =>
    from.copyTo(to, {
      offset: 0,
      onProgress: () => {
        throw new RangeError("mine");
      },
    }), RangeError);
  assertEquals(await to.skip(0) > 0, true, "both handles go on");
});

everyPlace("a file is copied to its own end once", async ({ fs }, dir) => {
  const data = sample(300_000);
  Deno.writeFileSync(dir.join("f"), data);
  await using file = await fs.open(dir.join("f"), "r+");
  await using appending = await fs.open(dir.join("f"), "a");
  assertEquals(await file.copyTo(appending), data.length);
  await file.seekEnd();
  assertEquals(await file.copyTo(file, { offset: 0 }), 2 * data.length);
  const four = new Uint8Array(4 * data.length);
  for (let i = 0; i < 4; i++) four.set(data, i * data.length);
  assertBytes(Deno.readFileSync(dir.join("f")), four);
  await file.seek(10, Deno.SeekMode.Start);
  assertEquals(await file.copyTo(file, { offset: 1000, length: 20 }), 20);
  assertBytes(Deno.readFileSync(dir.join("f")).subarray(10, 30), data.subarray(1000, 1020));
  assertEquals(await file.position(), 30);
});

everyWay("two copies in opposite directions at once", async ({ fs }) => {
  await eachPair(async (one, other) => {
    await using a = await fs.open(one.join("a"), "w+");
    await using b = await fs.open(other.join("b"), "w+");
    await a.writeAll(sample(1 << 20, 1));
    await b.writeAll(sample(1 << 20, 2));
    const copies = [];
    for (let i = 0; i < 4; i++) {
      copies.push(a.copyTo(b, { offset: 0, length: 1 << 20 }), b.copyTo(a, { offset: 0, length: 1 << 20 }));
    }
    assertEquals(await Promise.all(copies), Array(8).fill(1 << 20));
    assertEquals([await a.size(), await b.size()], [5 << 20, 5 << 20]);
    assertBytes(Deno.readFileSync(one.join("a")).subarray(1 << 20, 2 << 20), sample(1 << 20, 2));
    assertBytes(Deno.readFileSync(other.join("b")).subarray(4 << 20), sample(1 << 20, 1));
  });
});

everyWay("a copy takes its turn among the operations of both handles", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("from"), "0123456789");
  await using from = await fs.open(dir.join("from"));
  await using to = await fs.open(dir.join("to"), "w+");
  const results = await Promise.all([
    from.readBytes(2),
    to.writeAll("<"),
    from.copyTo(to, { length: 3 }),
    to.writeAll(">"),
    from.readBytes(2),
    from.copyTo(to),
    to.position(),
  ]);
  assertEquals(results.slice(2), [3, undefined, utf8("56"), 3, 8]);
  assertEquals(Deno.readTextFileSync(dir.join("to")), "<234>789");
});

Deno.test({
  name: "a copy to a full filesystem fails, and both handles go on",
  ignore: !MOUNTS,
  fn: async (t) => {
    await using full = await mounted("tmpfs", "size=1m");
    await using dir = await temporaryDirectory();
    Deno.writeFileSync(dir.join("from"), sample(3 << 20));
    const { open, openSync } = await import("../../mod.ts");
    for (const sync of [false, true]) {
      await t.step(sync ? "synchronous" : "asynchronous", async () => {
        await using from = await open(dir.join("from"));
        await using to = sync ? openSync(full.join("to"), "w+") : await open(full.join("to"), "w+");
        const copy = () => sync ? Promise.resolve().then(() => from.copyToSync(to)) : from.copyTo(to);
        await assertRejects(copy, Error, "ENOSPC");
        await from.seekStart();
        await to.truncate();
        await to.seekStart();
        assertEquals(await from.copyTo(to, { length: 1000 }), 1000);
        assertBytes(Deno.readFileSync(full.join("to")), sample(1000));
        Deno.removeSync(full.join("to"));
      });
    }
  },
});

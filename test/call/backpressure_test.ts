import { assert, assertEquals } from "@std/assert";
import { configure, metrics, open, openSync, readFiles, stat, statAll } from "../../mod.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { scaled, until } from "./scale.ts";

const MEGABYTE = 1 << 20;

Deno.test("hundreds of thousands of stats at once all come back, each with its own answer, in bounded memory", async () => {
  await using dir = await temporaryDirectory();
  const paths = Array.from({ length: 8 }, (_, i) => dir.join(`${i}`));
  for (const [i, path] of paths.entries()) await Deno.writeFile(path, new Uint8Array(i));
  const count = scaled(300_000);
  let wrong = 0;
  let largest = 0;
  const outside = () => Deno.memoryUsage().external;
  const start = outside();
  const asking = Array.from(
    { length: count },
    (_, i) =>
      i % 16 === 15
        ? stat(`${dir.path}/none`).then(() => wrong++, (error) => error.code === "ENOENT" || wrong++)
        : stat(paths[i % 8]!).then(({ size }) => {
          if (size !== i % 8) wrong++;
          if (i % 10_007 === 0) largest = Math.max(largest, outside() - start);
        }),
  );
  const { waiting } = metrics();
  assert(waiting > count / 2, `${waiting} wait`);
  await Promise.all(asking);
  assertEquals(wrong, 0);
  assertEquals(metrics().waiting, 0);
  assert(largest < 64 * MEGABYTE, `${largest} bytes outside the heap`); // arenas are reused
});

for (const batch of [true, false]) {
  Deno.test(`calls gather while as many trips as allowed are under way, batch: ${batch}`, async () => {
    configure({ threads: 2, batch, tryNow: false });
    try {
      const before = metrics();
      const count = scaled(20_000);
      const asking = Promise.all(Array.from({ length: count }, () => stat("/")));
      const under = metrics().submissions - before.submissions;
      assert(under <= 2 * 64, `${under} submissions are under way`);
      assertEquals(metrics().waiting, count - under);
      await asking;
      const after = metrics();
      assertEquals(after.submissions - before.submissions, count);
      const mean = count / (after.hops - before.hops);
      if (batch) assert(mean > 32, `${mean} calls share a trip`);
      else assertEquals(mean, 1);
      assertEquals(after.waiting, 0);
    } finally {
      configure({ threads: 4, batch: true, tryNow: true });
    }
  });
}

Deno.test("statAll takes any number of paths from a generator, some thousands at a time", async () => {
  const count = scaled(200_000);
  let made = 0;
  const paths = function* () {
    for (; made < count; made++) yield made % 1000 === 0 ? "/no/such" : "/";
  };
  const asking = statAll(paths());
  const ahead = made;
  const infos = await asking;
  assert(ahead <= 8192, `${ahead} paths were taken at once`);
  assertEquals(infos.length, count);
  const failed = infos.filter((info, i) => (info instanceof Error) !== (i % 1000 === 0));
  assertEquals(failed.length, 0);
});

Deno.test("many more files than there may be descriptors are read at once", async () => {
  await using dir = await temporaryDirectory();
  const count = 500;
  for (let i = 0; i < count; i++) await Deno.writeTextFile(dir.join(`${i}`), `content ${i}`);
  const before = openDescriptors();
  for (const tryNow of [true, false]) {
    configure({ tryNow });
    const contents = await readFiles(Array.from({ length: scaled(50_000) }, (_, i) => dir.join(`${i % count}`)));
    for (const [i, content] of contents.entries()) {
      if (content instanceof Error) throw content;
      assertEquals(content.length, `content ${i % count}`.length);
    }
  }
  configure({ tryNow: true });
  assertEquals(openDescriptors(), before);
});

Deno.test("calls that may wait for ever do not hold up the others, nor Deno's own", async () => {
  await using dir = await temporaryDirectory();
  await new Deno.Command("mkfifo", { args: [dir.join("fifo")] }).output();
  // More than the pool takes at once, each waiting for somebody who writes.
  const readers = Array.from({ length: 100 }, () => open(dir.join("fifo")));
  configure({ tryNow: false });
  for (let i = 0; i < 100; i++) assertEquals((await stat(dir.path)).isDirectory, true);
  configure({ tryNow: true });
  assertEquals((await Deno.stat(dir.path)).isDirectory, true);
  let opened = 0;
  const all = Promise.all(readers.map((reader) => reader.then((file) => (opened++, file.close()))));
  await until(() => {
    openSync(dir.join("fifo"), "r+").closeSync(); // somebody comes, and goes
    return opened === readers.length;
  }, "all are open");
  await all;
});

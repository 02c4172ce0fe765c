/** Questions about descriptors and handles. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { metrics } from "../../mod.ts";
import { assertFails } from "../handle/failing.ts";
import { isOpenDescriptor, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyWay("a number that is no descriptor is not taken for another one", async (way) => {
  // −100 is AT_FDCWD, the current directory; 2^32 is 0 in 32 bits.
  for (const fd of [-1, -2, -100, -(2 ** 31), 2 ** 31, 2 ** 32, 2 ** 32 - 100, 2 ** 40]) {
    await assertFails(way, () => way.fs.fstat(fd), "EBADF", Error);
    await assertFails(way, () => way.fs.isDir({ fd }), "EBADF", Error);
  }
  for (const fd of [0.5, NaN, Infinity, "0", null, undefined, {}, { fd: "1" }] as unknown as number[]) {
    await assertRejects(() => way.fs.fstat(fd), TypeError, undefined, String(fd));
  }
});

everyWay("a closed handle answers nothing, whoever has its number now", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const handle = await fs.open(dir.join("f"), "w+");
  const { fd } = handle;
  await handle.close();
  const others: Deno.FsFile[] = [];
  try {
    // Somebody else gets the number.
    while (others.length < 50 && !isOpenDescriptor(fd)) others.push(Deno.openSync("/"));
    const { calls } = metrics();
    const { fstat, isFile, isDir, isPath, filesize, filemode, mtime, uperm, isSetuid, isMount, isReadable } = fs;
    for (const ask of [fstat, isFile, isDir, isPath, filesize, filemode, mtime, uperm, isSetuid, isMount, isReadable]) {
      await assertRejects(() => ask(handle) as Promise<unknown>, Deno.errors.BadResource, undefined, ask.name);
    }
    await assertRejects(() => fs.samefile(handle, dir.join("f")), Deno.errors.BadResource);
    assertEquals(metrics().calls - calls <= 7, true, "samefile may have looked at the path");
  } finally {
    for (const other of others) other.close();
  }
});

everyWay("a handle follows its file, not its name", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("f"), "w+");
  await file.writeAll("abc");
  Deno.renameSync(dir.join("f"), dir.join("g"));
  Deno.writeTextFileSync(dir.join("f"), "another");
  assertEquals([await fs.filesize(file), await fs.filesize(dir.join("f"))], [3, 7]);
  assertEquals([await fs.samefile(file, dir.join("g")), await fs.samefile(file, dir.join("f"))], [true, false]);
  Deno.removeSync(dir.join("g"));
  const info = await fs.fstat(file);
  assertEquals([info.nlink, info.size, (await file.stat()).inode === info.inode], [0, 3, true]);
});

everyWay("standard input, output and error are described by number", async ({ fs }) => {
  for (const fd of [0, 1, 2]) {
    const info = await fs.fstat(fd);
    assert(info.isCharDevice || info.isFifo || info.isFile || info.isSocket);
    assertEquals((await fs.fstat({ fd })).inode, info.inode);
  }
});

/** Space of a file. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { type AllocateMode, diskstatSync, type FileHandle } from "../../mod.ts";
import { command, everyPlace, mounted, MOUNTS } from "./places.ts";
import { assertBytes, sample } from "./bytes.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";
import { UNFIT } from "./failing.ts";

const BLOCK = 4096;

/** Whether the filesystem under a directory is known to do what not all do. */
function can(dir: { path: string }): boolean {
  return ["ext4", "xfs"].includes(diskstatSync(dir.path).type);
}

/** Does it, or checks that the refusal names the filesystem; whether it was done. */
async function allocates(file: FileHandle, dir: { path: string }, mode: AllocateMode, offset: number, length: number) {
  if (can(dir)) {
    await file.allocate(offset, length, mode);
    return true;
  }
  const error = await assertRejects(() => file.allocate(offset, length, mode), Deno.errors.NotSupported, "EOPNOTSUPP");
  assert(error.message.includes(diskstatSync(dir.path).type), error.message);
  return false;
}

everyPlace("allocate takes space and grows the file as needed", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w+");
  await file.writeAll(sample(100));
  await file.allocate(0, 10 * BLOCK);
  assertEquals([await file.size(), await file.position()], [10 * BLOCK, 100]);
  assert((await file.stat()).blocks * 512 >= 10 * BLOCK);
  const expected = new Uint8Array(10 * BLOCK);
  expected.set(sample(100));
  assertBytes(Deno.readFileSync(dir.join("f")), expected);
  await file.allocate(20n * BigInt(BLOCK), BigInt(BLOCK));
  assertEquals(await file.size(), 21 * BLOCK);
  await file.allocate(0, BLOCK);
  assertEquals(await file.size(), 21 * BLOCK, "never shrinks");
});

everyPlace("keepSize takes space beyond the end, and the end stays", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w+");
  await file.writeAll("abc");
  await file.allocate(0, 50 * BLOCK, "keepSize");
  const info = await file.stat();
  assertEquals(info.size, 3);
  assert(info.blocks * 512 >= 50 * BLOCK, `${info.blocks} blocks`);
  assertEquals(Deno.readTextFileSync(dir.join("f")), "abc");
});

everyPlace("a punched hole reads as zeros, and its space is given back", async ({ fs }, dir) => {
  const data = sample(64 * BLOCK);
  await using file = await fs.open(dir.join("f"), "w+");
  await file.writeAll(data);
  await file.sync();
  const before = (await file.stat()).blocks;
  await file.punchHole(BLOCK, 40 * BLOCK);
  await file.punchHole(50 * BLOCK + 5, 7);
  data.fill(0, BLOCK, 41 * BLOCK).fill(0, 50 * BLOCK + 5, 50 * BLOCK + 12);
  assertBytes(Deno.readFileSync(dir.join("f")), data);
  assert(before - (await file.stat()).blocks >= 39 * BLOCK / 512);
  await file.punchHole(60n * BigInt(BLOCK), 2 ** 40);
  assertEquals(await file.size(), 64 * BLOCK, "beyond the end nothing changes");
  assertBytes(Deno.readFileSync(dir.join("f")), data.fill(0, 60 * BLOCK));
});

everyPlace(
  "zero, collapse and insert change what is there, or name the filesystem that cannot",
  async ({ fs }, dir) => {
    const data = sample(8 * BLOCK);
    await using file = await fs.open(dir.join("f"), "w+");
    await file.writeAll(data);
    if (await allocates(file, dir, "zero", BLOCK + 1, BLOCK)) {
      data.fill(0, BLOCK + 1, 2 * BLOCK + 1);
      await file.allocate(8 * BLOCK, BLOCK, "zero");
      assertEquals(await file.size(), 9 * BLOCK, "zeros make the file longer, too");
      await file.truncate(8 * BLOCK);
    }
    assertBytes(Deno.readFileSync(dir.join("f")), data);
    if (await allocates(file, dir, "collapse", 2 * BLOCK, BLOCK)) {
      const shorter = new Uint8Array([...data.subarray(0, 2 * BLOCK), ...data.subarray(3 * BLOCK)]);
      assertBytes(Deno.readFileSync(dir.join("f")), shorter);
      await file.allocate(2 * BLOCK, BLOCK, "insert");
      assertBytes(Deno.readFileSync(dir.join("f")), data.fill(0, 2 * BLOCK, 3 * BLOCK));
      await assertRejects(() => file.allocate(1, BLOCK, "collapse"), TypeError, "EINVAL");
      await assertRejects(() => file.allocate(100 * BLOCK, BLOCK, "insert"), TypeError, "EINVAL");
    } else {
      assertEquals(await allocates(file, dir, "insert", 2 * BLOCK, BLOCK), false);
      assertBytes(Deno.readFileSync(dir.join("f")), data);
    }
  },
);

everyPlace("space needs a file to write to, and has limits", async ({ fs }, dir) => {
  Deno.writeTextFileSync(dir.join("f"), "abc");
  await using reader = await fs.open(dir.join("f"));
  await assertRejects(() => reader.allocate(0, 1), Error, UNFIT);
  await assertRejects(() => reader.punchHole(0, 1), Error, UNFIT);
  await using writer = await fs.open(dir.join("f"), "r+");
  await assertRejects(() => writer.allocate(0, 2 ** 50), Error);
  assertEquals(Deno.readTextFileSync(dir.join("f")), "abc");
});

everyPlace("every advice is taken, and changes no byte", async ({ fs }, dir) => {
  const data = sample(100_000);
  await using file = await fs.open(dir.join("f"), "w+");
  await file.writeAll(data);
  await file.sync();
  for (const advice of ["normal", "sequential", "random", "noReuse", "willNeed", "dontNeed"] as const) {
    assertEquals(await file.advise(0, 0, advice), undefined);
    await file.advise(4096n, 10_000, advice);
    await file.advise(2 ** 40, 5, advice);
    assertBytes(Deno.readFileSync(dir.join("f")), data, advice);
  }
});

everyWay("advice for what has no pages is refused", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await command("mkfifo", dir.join("fifo"));
  await using fifo = await fs.open(dir.join("fifo"), "r+");
  await assertRejects(() => fifo.advise(0, 0, "random"), Error, "ESPIPE");
});

if (MOUNTS) {
  everyWay("allocate says when there is no room, and leaves what was there", async ({ fs }) => {
    await using full = await mounted("tmpfs", "size=1m");
    await using file = await fs.open(full.join("f"), "w+");
    await file.writeAll("abc");
    await assertRejects(() => file.allocate(0, 2 << 20), Error, "ENOSPC");
    assertEquals([await file.size(), Deno.readTextFileSync(full.join("f"))], [3, "abc"]);
  });

  everyWay("a filesystem that cannot allocate is named", async ({ fs }) => {
    await using other = await mounted("ramfs");
    await using file = await fs.open(other.join("f"), "w+");
    for (const call of [() => file.allocate(0, 1), () => file.punchHole(0, 1)]) {
      const error = await assertRejects(call, Deno.errors.NotSupported, "EOPNOTSUPP");
      assert(error.message.includes("ramfs") && error.message.includes(other.join("f")), error.message);
    }
  });
}

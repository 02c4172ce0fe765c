/** copyTo on Darwin: fcopyfile(3) for whole files, SEEK_DATA and SEEK_HOLE for the others. */
import { assert, assertEquals } from "@std/assert";
import { DARWIN_CONSTANTS as c } from "../../ffi/darwin/constants.ts";
import type { FileHandle } from "../../mod.ts";
import { perform } from "../../src/call/synchronous.ts";
import { libsystem } from "../../src/os/darwin/libsystem.ts";
import { assertBytes, sample } from "../handle/bytes.ts";
import { temporaryDirectory } from "../temporary.ts";
import { callsOf } from "./observed.ts";
import { everyWayOnDarwin, onShim } from "./here.ts";

const MIB = 1 << 20;

/** A file of `size` bytes with some data here and there, at no block's border. */
async function sparse(file: FileHandle, size: number, places: readonly number[]): Promise<void> {
  for (const at of places) await file.writeAt(sample(5000, at & 0xff), at);
  await file.truncate(size);
}

const LAYOUTS: Readonly<Record<string, readonly [size: number, places: readonly number[]]>> = {
  "holes before, between and behind": [9 * MIB + 17, [2 * MIB + 3, 5 * MIB]],
  "data first and last": [6 * MIB, [0, 6 * MIB - 5000]],
  "nothing but a hole": [3 * MIB + 1, []],
  "more than one piece": [40 * MIB + 5, [MIB + 1, 35 * MIB]],
};

everyWayOnDarwin("a whole file goes into an empty one by one call, its position put back", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const data = sample(3 * MIB + 5);
  Deno.writeFileSync(dir.join("from"), data);
  await using from = await fs.open(dir.join("from"));
  await using to = await fs.open(dir.join("to"), "w+");
  await from.stat();
  const calls = await callsOf(() => from.copyTo(to, { offset: 0 }));
  const whole = calls.filter(({ name }) => name === "fcopyfile");
  assertEquals(whole.map(({ args, result }) => [args[3], result]), [[c.COPYFILE_DATA | c.COPYFILE_DATA_SPARSE, 0]]);
  const moved = calls.filter(({ name, result }) => /read|write/.test(name) && result > 0);
  assertEquals(moved, []); // only the end is looked for
  assertEquals([await from.position(), await to.position()], [0, data.length]);
  assertBytes(Deno.readFileSync(dir.join("to")), data);
  // A target that is not empty keeps what it has.
  assertEquals(await from.copyTo(to), data.length);
  assertEquals([await from.position(), await to.size()], [data.length, 2 * data.length]);
  assertBytes(Deno.readFileSync(dir.join("to")).subarray(data.length), data);
});

everyWayOnDarwin("holes stay holes", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  for (const [layout, [size, places]] of Object.entries(LAYOUTS)) {
    await using from = await fs.open(dir.join("from"), "w+");
    await sparse(from, size, places);
    const content = Deno.readFileSync(dir.join("from"));
    for (const offset of [0, 1, 4096, MIB + 5]) {
      await using to = await fs.open(dir.join("to"), "w+");
      assertEquals(await from.copyTo(to, { offset }), size - offset, layout);
      assertBytes(Deno.readFileSync(dir.join("to")), content.subarray(offset), `${layout} from ${offset}`);
      assertEquals([await from.position(), await to.position()], [0, size - offset]);
      const { blocks } = await to.stat();
      assert(blocks * 512 <= places.length * (16 << 10), `${layout} from ${offset}: ${blocks} blocks`);
    }
  }
});

everyWayOnDarwin("a hole overwrites what the target holds, and is appended to what it ends with", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const [size, places] = LAYOUTS["holes before, between and behind"]!;
  await using from = await fs.open(dir.join("from"), "w+");
  await sparse(from, size, places);
  const content = Deno.readFileSync(dir.join("from"));
  Deno.writeFileSync(dir.join("to"), new Uint8Array(4 * MIB).fill(9));
  {
    await using to = await fs.open(dir.join("to"), "r+");
    assertEquals(await from.copyTo(to), size);
    assertBytes(Deno.readFileSync(dir.join("to")), content);
  }
  await using to = await fs.open(dir.join("to"), "a");
  assertEquals(await from.copyTo(to, { offset: 0 }), size);
  assertEquals(await to.size(), 2 * size);
  assertBytes(Deno.readFileSync(dir.join("to")).subarray(size), content);
  await using appended = await fs.open(dir.join("appended"), "a");
  assertEquals(await from.copyTo(appended, { offset: 0 }), size);
  assertBytes(Deno.readFileSync(dir.join("appended")), content);
});

onShim("fcopyfile copies from the position, cuts the target, and knows no other flags than those of data", async () => {
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("from"), "0123456789");
  Deno.writeTextFileSync(dir.join("to"), "a longer text that is cut");
  const open = (name: string) => perform(libsystem.openat(c.AT_FDCWD, dir.join(name), c.O_RDWR, 0), 0);
  const [source, target] = [open("from"), open("to")];
  const [EINVAL, ENOTSUP, COPYFILE_STAT] = [-22, -45, 2];
  perform(libsystem.lseek(source, 4n, 0), 0);
  assertEquals(perform(libsystem.fcopyfile(source, target, null, c.COPYFILE_DATA), 0), 0);
  assertEquals(Deno.readTextFileSync(dir.join("to")), "456789");
  assertEquals(perform(libsystem.fcopyfile(source, target, null, c.COPYFILE_DATA | COPYFILE_STAT), 0), EINVAL);
  const folder = perform(libsystem.openat(c.AT_FDCWD, dir.path, c.O_RDONLY, 0), 0);
  assertEquals(perform(libsystem.fcopyfile(folder, target, null, c.COPYFILE_DATA), 0), ENOTSUP);
  for (const fd of [source, target, folder]) perform(libsystem.close(fd), 0);
});

everyWayOnDarwin(
  "access control lists are copied behind all that they may forbid, when attributes are",
  async ({ fs }) => {
    await using dir = await temporaryDirectory();
    Deno.mkdirSync(dir.join("from/sub"), { recursive: true });
    Deno.writeFileSync(dir.join("from/sub/small"), sample(10));
    Deno.writeFileSync(dir.join("from/large"), sample(100_000));
    Deno.symlinkSync("nowhere", dir.join("from/link"));
    for (const reflink of ["auto", "never"] as const) {
      const calls = await callsOf(() => fs.cp(dir.join("from"), dir.join("to"), { preserve: true, reflink }));
      const lists = calls.filter(({ name, args }) => name === "fcopyfile" && args[3] === c.COPYFILE_ACL);
      assertEquals(lists.map(({ result }) => result), [0, 0, 0, 0], "two files and two directories");
      for (const { args: [, target] } of lists) {
        const of = calls.filter(({ args: [fd], name }) => fd === target && /^f(chmod|chown|utimens)/.test(name));
        assert(of.every((call) => calls.indexOf(call) < calls.findLastIndex(({ args }) => args[1] === target)));
      }
      assert(calls.some(({ name, args, result }) => name === "openat" && args[1] === "link" && result >= 0));
      assertEquals(Deno.readLinkSync(dir.join("to/link")), "nowhere");
      await fs.rm(dir.join("to"), { recursive: true });
      const plain = await callsOf(() => fs.cp(dir.join("from"), dir.join("to"), { reflink }));
      assertEquals(plain.filter(({ name, args }) => name === "fcopyfile" && args[3] === c.COPYFILE_ACL), []);
      await fs.rm(dir.join("to"), { recursive: true });
    }
  },
);

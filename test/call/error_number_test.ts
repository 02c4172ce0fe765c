import { assertEquals } from "@std/assert";
import { type FileHandle, O, type SystemError } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay, type Way } from "../ways.ts";
import { scaled } from "./scale.ts";

/** Failing calls in each way: what `errno` would show is overwritten by the collector, by other threads and calls. */
const CALLS: Record<string, number> = {
  "synchronous": 200_000,
  "asynchronous": 50_000,
  "asynchronous, tryNow: false": 50_000,
  "asynchronous, batch: false": 5_000,
};
/** Calls under way at once. */
const TOGETHER = 1000;

type Failing = readonly [code: string, errno: number, fail: () => Promise<unknown>];

everyWay("every one of many failing calls has its own error number, whatever is allocated beside them", async (way) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("file");
  await Deno.writeTextFile(path, "content");
  await Deno.symlink("loop", dir.join("loop"));
  const { fs } = way;
  await using reader = await fs.open(path, "r");
  await using writer = await fs.open(path, "r+");
  await using reference = await fs.open(path, { read: true, flags: O.PATH });
  const failing = failures(way, dir.join(""), reader, writer, reference);
  const count = scaled(CALLS[way.name]!);
  const garbage: unknown[] = [];
  let wrong = 0;
  for (let done = 0; done < count; done += TOGETHER) {
    const codes = Array.from({ length: TOGETHER }, async (_, i) => {
      garbage[i % 64] = litter(done + i);
      const [code, errno, fail] = failing[(done + i) % failing.length]!;
      const error = await fail().then(() => ({ code: "none", errno: 0 }), (error: SystemError) => error);
      if (error.code !== code || error.errno !== errno) wrong++;
    });
    await Promise.all(codes);
  }
  assertEquals(wrong, 0);
});

function failures({ fs }: Way, dir: string, reader: FileHandle, writer: FileHandle, reference: FileHandle): Failing[] {
  const one = new Uint8Array(1);
  return [
    ["ENOENT", 2, () => fs.stat(dir + "none")],
    ["ENOTDIR", 20, () => fs.stat(dir + "file/none")],
    ["ELOOP", 40, () => fs.stat(dir + "loop")],
    ["ENAMETOOLONG", 36, () => fs.lstat(dir + "n".repeat(256))],
    ["EEXIST", 17, () => fs.open(dir + "file", "wx")],
    ["EISDIR", 21, () => fs.open(dir, "w")],
    ["EBADF", 9, () => reader.write(one)],
    ["EINVAL", 22, () => reader.seek(-1, Deno.SeekMode.Start)], // its result is 64 bits wide
    ["EBADF", 9, () => reference.readAt(one, 0)],
    ["ENODATA", 61, () => writer.removexattr("user.none")],
    ["EFBIG", 27, () => writer.truncate(2 ** 52)],
    ["ENOENT", 2, () => fs.readFile(dir + "none")],
    ["ENOTDIR", 20, () => fs.readFile(dir + "file/none")],
    ["EISDIR", 21, () => fs.readFile(dir)],
  ];
}

/** Garbage of several kinds, some of it large enough for the C allocator, which makes system calls of its own. */
function litter(i: number): unknown {
  if (i % 97 === 0) return new Uint8Array(1 << 18);
  if (i % 7 === 0) return { bytes: new Uint8Array(64 + i % 512), text: `${i}`.repeat(20) };
  return [BigInt(i) ** 9n, { i }, () => i];
}

import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { temporaryDirectory } from "../temporary.ts";
import { everyWayOnDarwin, everyWayOnShim } from "./here.ts";

/** What Deno tells of the same file; `blksize` and all else that both have. */
const FIELDS = ["dev", "ino", "mode", "nlink", "uid", "gid", "rdev", "size", "blksize", "blocks"] as const;

everyWayOnDarwin("stat has Darwin's fields, the birth time too", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("a"), "hello");
  await Deno.link(dir.join("a"), dir.join("b"));
  await Deno.symlink("a", dir.join("link"));
  for (const path of [dir.join("a"), dir.path, "/dev/null"]) {
    const [info, expected] = [await fs.stat(path), Deno.statSync(path)];
    for (const field of FIELDS) assertEquals(info[field], expected[field], `${field} of ${path}`);
    assertEquals(info.mtime, expected.mtime, path);
    assertEquals(info.birthtime, expected.birthtime, path);
  }
  const link = await fs.lstat(dir.join("link"));
  assertEquals([link.isSymlink, link.size], [true, 1]);
});

everyWayOnDarwin("a file that was born gives its time to the nanosecond", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("a"), "w");
  const { birthtimeNs, mtimeNs } = await file.stat();
  assert(birthtimeNs > 0n && birthtimeNs === mtimeNs);
});

everyWayOnDarwin("metadata does not tell of a mount", async ({ fs }) => {
  const info = await fs.stat("/");
  assertEquals(info.isMountRoot, undefined);
  assertInstanceOf(await fs.isMount(info).catch((error) => error), Deno.errors.NotSupported);
  assertEquals([await fs.isMount("/"), await fs.isMount("/dev/null")], [true, false]);
});

everyWayOnShim("diskstat names the filesystem", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  assertEquals((await fs.diskstat(dir.path)).type, "apfs");
  const { type, total, available } = await fs.diskstat("/dev/shm");
  assertEquals(type, "tmpfs");
  assert(total >= available && available > 0);
});

everyWayOnDarwin("extended attributes need no namespace", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("a"), "w+");
  await file.setxattr("user.comment", "hello");
  await file.setxattr("user.comment", "again", { replace: true });
  assertEquals(new TextDecoder().decode((await file.getxattr("user.comment"))!), "again");
  assertEquals(await file.getxattr("user.none"), null);
  const long = new Uint8Array(2000).fill(3); // more than is asked for at first
  await file.setxattr("user.long", long);
  assertEquals(await file.getxattr("user.long"), long);
  assertEquals((await file.listxattr()).sort(), ["user.comment", "user.long"]);
  await file.removexattr("user.comment");
  assertEquals(await file.listxattr(), ["user.long"]);
});

everyWayOnDarwin("futimens knows Darwin's marks", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("a"), "w");
  await file.utime(-1.5, 2_000_000_000_123_456_789n);
  const { atimeNs, mtimeNs } = await file.stat();
  assertEquals([atimeNs, mtimeNs], [-1_500_000_000n, 2_000_000_000_123_456_789n]);
  await file.touch();
  assert((await file.stat()).mtimeNs < 2_000_000_000_000_000_000n);
});

/** Mode, owner and times by the handle. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { command, everyPlace } from "./places.ts";
import { asNobody, NOBODY, ROOT } from "./nobody.ts";
import { openSync } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";

const SECOND = 1_000_000_000n;

everyPlace("chmod sets all twelve bits", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w");
  for (const mode of [0o600, 0o777, 0, 0o4755, 0o2711, 0o1644, 0o7777]) {
    assertEquals(await file.chmod(mode), undefined);
    assertEquals((await file.stat()).mode & 0o7777, mode);
    assertEquals(Deno.statSync(dir.join("f")).mode! & 0o7777, mode);
  }
  await file.chmod((await fs.stat(dir.path)).mode); // what stat says, file type and all
  assertEquals((await file.stat()).mode, 0o100700);
});

if (ROOT) {
  everyPlace("chown sets owner and group, or leaves them", async ({ fs }, dir) => {
    const owner = () => command("stat", "-c", "%u %g", dir.join("f"));
    await using file = await fs.open(dir.join("f"), "w");
    await file.chown(1, 2);
    assertEquals(await owner(), "1 2");
    await file.chown(3);
    assertEquals(await owner(), "3 2");
    await file.chown(null, 4);
    assertEquals(await owner(), "3 4");
    await file.chown(-1, -1);
    await file.chown(null, null);
    assertEquals(await owner(), "3 4");
    await file.chown(2 ** 32 - 2, 2 ** 31);
    assertEquals(await owner(), "4294967294 2147483648");
    const { uid, gid } = await file.stat();
    assertEquals([uid, gid], [2 ** 32 - 2, 2 ** 31]);
  });

  Deno.test("another's file refuses", async () => {
    await using dir = await temporaryDirectory("/dev/shm");
    Deno.chmodSync(dir.path, 0o777);
    Deno.writeTextFileSync(dir.join("f"), "");
    await using file = openSync(dir.join("f"), "r+");
    await asNobody(async () => {
      await assertRejects(() => file.chmod(0o777), Deno.errors.PermissionDenied, "EPERM");
      await assertRejects(() => file.chown(NOBODY), Deno.errors.PermissionDenied, "EPERM");
      await assertRejects(() => file.utime(0, 0), Deno.errors.PermissionDenied, "EPERM");
    });
  });
}

/** A time as it is given, and the nanoseconds that it stands for. */
const TIMES: readonly (readonly [number | Date | bigint, bigint])[] = [
  [0, 0n],
  [0n, 0n],
  [1, SECOND],
  [1_700_000_000.25, 1_700_000_000_250_000_000n],
  [1_700_000_000, 1_700_000_000n * SECOND],
  [1_700_000_000_123_456_789n, 1_700_000_000_123_456_789n],
  [new Date(1_700_000_000_123), 1_700_000_000_123_000_000n],
  [new Date(-1), -1_000_000n],
  [-1, -SECOND],
  [-0.5, -500_000_000n],
  [-1n, -1n],
  [-1_000_000_000n, -SECOND],
  [-1_000_000_001n, -1_000_000_001n],
  [new Date("1901-12-14T00:00:00.500Z"), -2_147_472_000n * SECOND + 500_000_000n],
  [new Date("2038-01-20"), 2_147_558_400n * SECOND],
  [4_294_967_296, 4_294_967_296n * SECOND],
];

everyPlace("utime sets times to the nanosecond, before 1970 and after 2038", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w");
  for (const [time, nanoseconds] of TIMES) {
    assertEquals(await file.utime(time, 5n), undefined);
    let info = await file.stat();
    assertEquals([info.atimeNs, info.mtimeNs], [nanoseconds, 5n], String(time));
    await file.utime(7, time);
    info = await file.stat();
    assertEquals([info.atimeNs, info.mtimeNs], [7n * SECOND, nanoseconds], String(time));
    const [seconds, rest] = (await command("stat", "-c", "%.9Y", dir.join("f"))).split(".") as [string, string];
    const told = BigInt(seconds) * SECOND + (seconds.startsWith("-") ? -BigInt(rest) : BigInt(rest));
    assertEquals(told, nanoseconds, `${seconds}.${rest}`);
  }
});

everyPlace("utime refuses what is no time", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w");
  await file.utime(1, 1);
  for (const time of [NaN, Infinity, -Infinity, new Date(NaN), 2n ** 100n, -(2n ** 100n), 1e30]) {
    await assertRejects(() => file.utime(time, 1), RangeError, undefined, String(time));
    await assertRejects(() => file.utime(1, time), RangeError, undefined, String(time));
  }
  for (const time of ["1", null, undefined, {}] as unknown as number[]) {
    await assertRejects(() => file.utime(time, 1), TypeError, undefined, String(time));
  }
  assertEquals((await file.stat()).mtimeNs, SECOND);
});

everyPlace("touch sets both times to the system's now", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w+");
  await file.writeAll("abc");
  await file.utime(1, 2);
  const before = BigInt(Date.now()) * 1_000_000n;
  await file.touch();
  const { atimeNs, mtimeNs, size } = await file.stat();
  const after = BigInt(Date.now() + 1) * 1_000_000n;
  // The kernel's clock for files ticks a few milliseconds behind.
  for (const time of [atimeNs, mtimeNs]) assert(time > before - 50_000_000n && time < after, `${time}`);
  assertEquals([size, await file.position()], [3, 3]);
});

everyPlace("writing moves mtime and ctime, reading neither", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w+");
  await file.utime(1, 1);
  await file.writeAll("abc");
  const written = await file.stat();
  assert(written.mtimeNs > SECOND && written.ctimeNs >= written.mtimeNs);
  await file.readAt(new Uint8Array(1), 0);
  const read = await file.stat();
  assertEquals([read.mtimeNs, read.ctimeNs], [written.mtimeNs, written.ctimeNs]);
});

everyPlace("a handle that only reads may set mode and times of one's own file", async ({ fs }, dir) => {
  Deno.writeTextFileSync(dir.join("f"), "abc");
  await using file = await fs.open(dir.join("f"));
  await file.chmod(0o640);
  await file.utime(10, 20);
  await file.sync();
  await file.syncData();
  const { mode, atimeNs, mtimeNs } = await fs.stat(dir.join("f"));
  assertEquals([mode & 0o777, atimeNs, mtimeNs], [0o640, 10n * SECOND, 20n * SECOND]);
});

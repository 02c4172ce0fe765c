/** Modes, owners and times by path. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { os } from "../../src/os/os.ts";
import { scaled } from "../call/scale.ts";
import { rejectionOf } from "../call/thrown.ts";
import { asNobody, ROOT } from "../handle/nobody.ts";
import { everyPlace } from "../handle/places.ts";
import { everyWay } from "../ways.ts";

const modeOf = (path: string) => Deno.lstatSync(path).mode! & 0o7777;

everyPlace("chmod sets the bits, of what a link leads to", async ({ fs }, dir) => {
  const path = dir.join("file");
  await Deno.writeTextFile(path, "");
  await Deno.symlink("file", dir.join("link"));
  assertEquals(await fs.chmod(path, 0o4751), path);
  assertEquals(modeOf(path), 0o4751);
  assertEquals(await fs.chmod(dir.join("link"), 0o600), dir.join("link"));
  assertEquals([modeOf(path), modeOf(dir.join("link"))], [0o600, 0o777]);
  for (const mode of [-1, 0o200000, 1.5]) await assertRejects(() => fs.chmod(path, mode), RangeError, "mode");
  assertEquals(modeOf(path), 0o600);
});

everyPlace("chmod with recursive changes all but links and what they lead to", async ({ fs }, dir) => {
  await Deno.mkdir(dir.join("tree/sub/deep"), { recursive: true });
  await Deno.writeTextFile(dir.join("outside"), "", { mode: 0o600 });
  await Deno.chmod(dir.join("outside"), 0o600);
  const files = Array.from({ length: scaled(300) }, (_, i) => `tree/sub/file${i}`);
  for (const name of ["tree/file", "tree/sub/deep/file", ...files]) await Deno.writeTextFile(dir.join(name), "");
  await Deno.symlink(dir.join("outside"), dir.join("tree/link"));
  await Deno.symlink("nowhere", dir.join("tree/sub/dangling"));
  await Deno.symlink("tree", dir.join("top"));
  for (const [path, mode] of [["tree", 0o755], ["top", 0o700]] as const) {
    assertEquals(await fs.chmod(dir.join(path), mode, { recursive: true }), dir.join(path));
    for (const name of ["tree", "tree/file", "tree/sub", "tree/sub/deep", "tree/sub/deep/file", ...files]) {
      assertEquals(modeOf(dir.join(name)), mode, name);
    }
  }
  assertEquals(modeOf(dir.join("outside")), 0o600);
  await fs.chmod(dir.join("outside"), 0o640, { recursive: true });
  assertEquals(modeOf(dir.join("outside")), 0o640);
});

everyWay("chmod with recursive stops at what it may not, and says so", async ({ fs }) => {
  if (!ROOT) return;
  const dir = await Deno.makeTempDir();
  try {
    await Deno.chmod(dir, 0o777);
    await asNobody(async () => {
      await Deno.mkdir(`${dir}/own/sub`, { recursive: true });
    });
    await Deno.writeTextFile(`${dir}/own/sub/root`, "");
    const error = await asNobody(() => rejectionOf(fs.chmod(`${dir}/own`, 0o700, { recursive: true })));
    assertEquals([error.code, error.path], ["EPERM", `${dir}/own/sub/root`]);
    assertMatch(error.message, /2 entries were changed/);
    assertEquals([error.done, error.left], [2, []]);
    assertEquals(modeOf(`${dir}/own/sub`), 0o700);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

everyPlace("chown and lchown set ids, and leave what is −1 or null", async ({ fs }, dir) => {
  const path = dir.join("file");
  const link = dir.join("link");
  await Deno.writeTextFile(path, "");
  await Deno.symlink("file", link);
  const ids = (path: string) => [Deno.lstatSync(path).uid, Deno.lstatSync(path).gid];
  assertEquals(await fs.chown(path, null), path);
  assertEquals(await fs.lchown(link, -1, -1), link);
  for (const id of [-2, 0xffff_ffff, 1.5]) await assertRejects(() => fs.chown(path, id), RangeError, "not an id");
  if (!ROOT) return;
  await fs.chown(link, 5, 6);
  assertEquals([ids(path), ids(link)], [[5, 6], [0, 0]]);
  await fs.lchown(link, 7, 8);
  await fs.chown(path, 9);
  await fs.chown(path, null, 10);
  assertEquals([ids(path), ids(link)], [[9, 10], [7, 8]]);
  await fs.chown(path, 0xffff_fffe, 0);
  assertEquals(ids(path), [0xffff_fffe, 0]);
});

everyPlace("times are set to the nanosecond, of a file or of a link itself", async ({ fs }, dir) => {
  const path = dir.join("file");
  const link = dir.join("link");
  await Deno.writeTextFile(path, "");
  await Deno.symlink("file", link);
  const times = async (path: string) => {
    const { atimeNs, mtimeNs } = await fs.lstat(path);
    return [atimeNs, mtimeNs];
  };
  await fs.utime(link, 1n, 1_500_000_000_123_456_789n);
  await fs.lutime(link, new Date(5), 7.25);
  assertEquals(await times(path), [1n, 1_500_000_000_123_456_789n]);
  assertEquals(await times(link), [5_000_000n, 7_250_000_000n]);
  await fs.utime(path, -1.5, new Date(-250));
  assertEquals(await times(path), [-1_500_000_000n, -250_000_000n]);
  await using file = await fs.open(path);
  assertEquals(await fs.futime(file, 3, 4n), undefined);
  assertEquals(await times(path), [3_000_000_000n, 4n]);
  await fs.futime(file.fd, 5, 6);
  assertEquals(await times(path), [5_000_000_000n, 6_000_000_000n]);
  for (const bad of [NaN, Infinity, new Date(NaN), 2n ** 90n]) {
    await assertRejects(() => fs.utime(path, bad, 0), RangeError, "time");
  }
  await assertRejects(() => fs.utime(path, "1" as unknown as number, 0), TypeError, "time");
  await file.close();
  await assertRejects(() => fs.futime(file, 0, 0), Deno.errors.BadResource);
  assertEquals((await rejectionOf(fs.futime(0x7fff_ffff, 0, 0))).code, "EBADF");
});

everyPlace("touch creates an empty file, and sets times without changing content", async ({ fs }, dir) => {
  const path = dir.join("file");
  assertEquals(await fs.touch(path), path);
  assertEquals([modeOf(path), Deno.statSync(path).size], [0o666 & ~Deno.umask(), 0]);
  await Deno.writeTextFile(path, "text");
  await Deno.utime(path, 1, 2);
  await fs.touch(path);
  const { mtime, atime } = Deno.statSync(path);
  assertEquals([mtime, atime].map((time) => Math.abs(time!.getTime() - Date.now()) < 3_600_000), [true, true]);
  assertEquals(Deno.readTextFileSync(path), "text");
  await Deno.utime(path, 1, 2);
  await using file = await fs.open(path);
  assertEquals(await fs.touch(file), undefined);
  assertEquals(Deno.statSync(path).mtime!.getTime() > 2000, true);
  await Deno.symlink("made", dir.join("link"));
  await fs.touch(dir.join("link"));
  assertEquals(Deno.lstatSync(dir.join("made")).isFile, true);
});

everyPlace(
  "touch of a FIFO waits for nobody, and of a file that may not be written needs only its owner",
  async ({ fs }, dir) => {
    await fs.mkfifo(dir.join("fifo"));
    await Deno.utime(dir.join("fifo"), 1, 2);
    await fs.touch(dir.join("fifo"));
    assertEquals(Deno.statSync(dir.join("fifo")).mtime!.getTime() > 2000, true);
    if (!ROOT) return;
    await Deno.chmod(dir.path, 0o777);
    await asNobody(async () => {
      await Deno.writeTextFile(dir.join("own"), "", { mode: 0o400 });
      await Deno.utime(dir.join("own"), 1, 2);
      await fs.touch(dir.join("own"));
    });
    assertEquals(Deno.statSync(dir.join("own")).mtime!.getTime() > 2000, true);
  },
);

everyPlace("FIFOs and nodes are made with their mode less the umask", async ({ fs }, dir) => {
  const before = Deno.umask(0o027);
  try {
    assertEquals(await fs.mkfifo(dir.join("fifo")), dir.join("fifo"));
    assertEquals(await fs.mknod(dir.join("node"), 0o010666), dir.join("node"));
  } finally {
    Deno.umask(before);
  }
  assertEquals(["fifo", "node"].map((name) => Deno.statSync(dir.join(name)).isFifo), [true, true]);
  assertEquals(["fifo", "node"].map((name) => modeOf(dir.join(name))), [0o640, 0o640]);
  for (const mode of [0o600, 0o040700, 0o120777, -1, 1.5]) {
    await assertRejects(() => fs.mknod(dir.join("x"), mode), RangeError, "S.IFREG");
  }
  await assertRejects(() => fs.mknod(dir.join("x"), 0o020600, -1), RangeError, "device");
  await assertRejects(() => fs.mkfifo(dir.join("x"), { mode: -1 }), RangeError, "mode");
});

everyPlace("mknod makes devices by the number that rdev shows, and what else the system has", async ({ fs }, dir) => {
  if (!ROOT) return;
  const { rdev } = Deno.statSync("/dev/null");
  await fs.mknod(dir.join("null"), 0o020666, rdev!);
  const made = Deno.statSync(dir.join("null"));
  assertEquals([made.isCharDevice, made.rdev], [true, rdev]);
  await fs.mknod(dir.join("block"), 0o060600, 0xffff_ffff);
  assertEquals([Deno.statSync(dir.join("block")).isBlockDevice, Deno.statSync(dir.join("block")).rdev], [
    true,
    0xffff_ffff,
  ]);
  await assertRejects(() => fs.mknod(dir.join("far"), 0o020600, 2 ** 32), RangeError, "2^32");
  if (os.name !== "linux") return;
  await fs.mknod(dir.join("file"), 0o100600);
  await fs.mknod(dir.join("socket"), 0o140600);
  assertEquals([Deno.statSync(dir.join("file")).isFile, Deno.statSync(dir.join("socket")).isSocket], [true, true]);
});

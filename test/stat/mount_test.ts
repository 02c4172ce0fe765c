import { assertEquals } from "@std/assert";
import { bound, command, mounted, MOUNTS } from "../handle/places.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyWay("isMount knows where filesystems begin", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.symlink("/", dir.join("root"));
  await Deno.writeTextFile(dir.join("file"), "");
  assertEquals([await fs.isMount("/"), await fs.isMount("/proc"), await fs.isMount("/proc/self")], [true, true, false]);
  for (const name of [".", "root", "file", "none"]) assertEquals(await fs.isMount(dir.join(name)), false, name);
  await using proc = await fs.open("/proc", { read: true, directory: true });
  await using inner = await fs.open(dir.path, { read: true, directory: true });
  await using file = await fs.open(dir.join("file"));
  for (const [handle, mount] of [[proc, true], [inner, false], [file, false]] as const) {
    assertEquals(await fs.isMount(handle), mount, handle.path);
  }
});

everyWay("isMount takes metadata where that tells of a mount", async ({ fs }) => {
  assertEquals(await fs.isMount(await fs.stat("/proc")), true);
});

everyWay("mounts of the test itself, bind mounts among them", async ({ fs }) => {
  if (!MOUNTS) return console.log("not run: this process may not mount");
  await using dir = await temporaryDirectory();
  for (const name of ["a", "b"]) await Deno.mkdir(dir.join(name));
  assertEquals(await fs.isMount(dir.join("b")), false);
  {
    await using _ = await bound(dir.join("a"), dir.join("b"));
    assertEquals(await fs.isMount(dir.join("b")), true);
  }
  assertEquals(await fs.isMount(dir.join("b")), false);
  await using small = await mounted("tmpfs", "size=1m");
  assertEquals(await fs.isMount(small.path), true);
});

everyWay("diskstat says what stat -f says", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  for (const path of [dir.path, "/dev/shm", "/proc"]) {
    const told = (await command("stat", "-f", "-c", "%S %b %c %T", path)).split(" ");
    const { type, blockSize, blocks, files, total, available, used } = await fs.diskstat(path);
    assertEquals([blockSize, blocks, files].map(String), told.slice(0, 3));
    assertEquals(told[3], type === "ext4" ? "ext2/ext3" : type); // one number for all of them
    assertEquals([total, used], [blocks * blockSize, total - available]);
  }
  assertEquals((await fs.diskstat(dir.join("none")).catch((error) => error)).code, "ENOENT");
});

everyWay("diskstat sees space being taken", async ({ fs }) => {
  if (!MOUNTS) return console.log("not run: this process may not mount");
  await using small = await mounted("tmpfs", "size=1m");
  const before = await fs.diskstat(small.path);
  assertEquals([before.type, before.total], ["tmpfs", 1 << 20]);
  await fs.writeFile(small.join("file"), new Uint8Array(256 << 10));
  const after = await fs.diskstat(small.path);
  assertEquals(before.available - after.available, 256 << 10);
  assertEquals(before.freeFiles - after.freeFiles, 1);
});

/** Copying between handles by the functions, and metadata from path to path. */
import { assertEquals, assertRejects } from "@std/assert";
import { assertBytes, sample } from "../handle/bytes.ts";
import { assertFails } from "../handle/failing.ts";
import { asNobody, ROOT } from "../handle/nobody.ts";
import { everyPlace, mounted, MOUNTS } from "../handle/places.ts";
import { preserveMetadata, preserveOwnership } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyPlace("a range goes from place to place, and both positions stay", async (way, dir) => {
  const data = sample(100_000);
  Deno.writeFileSync(dir.join("from"), data);
  await using from = await way.fs.open(dir.join("from"));
  await using to = await way.fs.open(dir.join("to"), "w+");
  await to.writeAll("head");
  assertEquals(await way.fs.copyFileRange(from, to, { offset: 1000, toOffset: 50, length: 5000n }), 5000);
  assertEquals([await from.position(), await to.position(), await to.size()], [0, 4, 5050]);
  assertBytes(Deno.readFileSync(dir.join("to")).subarray(50), data.subarray(1000, 6000));
  assertEquals(await way.fs.copyFileRange(from, to, { offset: 100_000 }), 0);
  assertEquals(await way.fs.copyFileRange(from, to, { offset: 99_000 }), 1000);
  await assertRejects(() => way.fs.copyFileRange(from, to, { offset: -1 }), RangeError);
  await assertRejects(() => way.fs.copyFileRange(from, to, { length: 0.5 }), RangeError);
  await assertFails(way, () => way.fs.copyFileRange(to, from), "EBADF", Error);
  assertEquals(await way.fs.sendfile(from, to, { offset: 0, length: 10 }), 10);
  assertBytes(Deno.readFileSync(dir.join("to")).subarray(4, 14), data.subarray(0, 10));
  await to.close();
  await assertRejects(() => way.fs.copyFileRange(from, to), Deno.errors.BadResource);
});

if (MOUNTS) {
  everyWay("a reflink where there is none names the filesystem and leaves nothing", async (way) => {
    await using dir = await mounted("tmpfs", "size=8m");
    for (const size of [10, 100_000]) {
      Deno.writeFileSync(dir.join("from"), sample(size));
      const error = await assertRejects(
        () => way.fs.reflink(dir.join("from"), dir.join("to")),
        Deno.errors.NotSupported,
      );
      assertEquals([(error as Error & { code: string }).code, error.message.includes("tmpfs")], ["EOPNOTSUPP", true]);
      await assertRejects(
        () => way.fs.cp(dir.join("from"), dir.join("to"), { reflink: "always" }),
        Deno.errors.NotSupported,
      );
      assertEquals([...Deno.readDirSync(dir.path)].length, 1);
      await way.fs.cp(dir.join("from"), dir.join("to"), { reflink: "never" });
      assertBytes(Deno.readFileSync(dir.join("to")), sample(size));
      Deno.removeSync(dir.join("to"));
    }
  });
}

everyPlace("metadata is given from path to path, as much as is asked for", async (way, dir) => {
  const [from, to] = [dir.join("from"), dir.join("to")];
  for (const path of [from, to]) Deno.writeTextFileSync(path, "");
  Deno.chmodSync(from, 0o6741);
  await way.fs.utime(from, 1_000_000_001n, -5n);
  await way.fs.setxattr(from, "user.a", "x");
  await way.fs.preserveMetadata(from, to, ["times"]);
  let info = await way.fs.stat(to);
  assertEquals([info.mode & 0o7777 & 0o111, info.atimeNs, info.mtimeNs], [0, 1_000_000_001n, -5n]);
  await way.fs.preserveMetadata(from, to);
  info = await way.fs.stat(to);
  assertEquals([info.mode & 0o7777, await way.fs.getxattr(to, "user.a")], [0o6741, null]);
  await way.fs.preserveMetadata(from, to, ["xattr"]);
  assertEquals((await way.fs.getxattr(to, "user.a"))?.length, 1);
  Deno.symlinkSync("to", dir.join("link"));
  await way.fs.preserveMetadata(from, dir.join("link"), ["times"], { followSymlinks: false });
  assertEquals((await way.fs.lstat(dir.join("link"))).mtimeNs, -5n);
  await way.fs.preserveOwnership(from, dir.join("link"), { followSymlinks: false });
  await assertRejects(() => way.fs.preserveMetadata(from, to, ["links" as "mode", "all" as "mode"]), TypeError);
  await assertFails(way, () => way.fs.preserveMetadata(dir.join("none"), to), "ENOENT", Deno.errors.NotFound);
  await assertFails(way, () => way.fs.preserveOwnership(from, dir.join("none")), "ENOENT", Deno.errors.NotFound);
});

if (ROOT) {
  Deno.test("an owner is kept, and only the administrator may give it", async () => {
    await using dir = await temporaryDirectory();
    Deno.chmodSync(dir.path, 0o755);
    for (const path of ["from", "to"]) Deno.writeTextFileSync(dir.join(path), "");
    Deno.chownSync(dir.join("from"), 1234, 4321);
    await preserveOwnership(dir.join("from"), dir.join("to"));
    const { uid, gid } = Deno.statSync(dir.join("to"));
    assertEquals([uid, gid], [1234, 4321]);
    Deno.chownSync(dir.join("to"), 65534, 65534);
    await asNobody(async () => {
      await assertRejects(
        () => preserveOwnership(dir.join("from"), dir.join("to")),
        Deno.errors.PermissionDenied,
        "EPERM",
      );
      await preserveMetadata(dir.join("from"), dir.join("to"), ["times"]);
    });
  });
}

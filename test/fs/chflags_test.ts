/** File flags: macOS has them. */
import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { SF, UF } from "../../mod.ts";
import { target } from "../../ffi/target.ts";
import { DARWIN_CONSTANTS as c } from "../../ffi/darwin/constants.ts";
import { runScript } from "../call/subprocess.ts";
import { everyWayOnDarwin, everyWayOnShim } from "../darwin/here.ts";
import { asNobody, NOBODY, ROOT } from "../handle/nobody.ts";
import { mounted, MOUNTS } from "../handle/places.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyWayOnDarwin("chflags sets all flags, by path and by handle, and stat shows them", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("file");
  await Deno.writeTextFile(path, "content");
  await using file = await fs.open(path);
  assertEquals((await fs.stat(path)).flags, 0);
  assertEquals(await fs.chflags(path, UF.HIDDEN | UF.NODUMP), path);
  assertEquals((await fs.stat(path)).flags, UF.HIDDEN | UF.NODUMP);
  await file.chflags(UF.NODUMP);
  assertEquals([(await file.stat()).flags, (await fs.lstat(path)).flags], [UF.NODUMP, UF.NODUMP]);
  await fs.chflags(new URL(`file://${path}`), 0);
  assertEquals((await file.stat()).flags, 0);
  assertEquals(await file.listxattr(), []); // the shim keeps them there
});

everyWayOnDarwin("a symbolic link is followed, or not", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "");
  await Deno.symlink("file", dir.join("link"));
  await Deno.symlink("nowhere", dir.join("dangling"));
  await fs.chflags(dir.join("link"), UF.HIDDEN);
  assertEquals([(await fs.stat(dir.join("file"))).flags, (await fs.lstat(dir.join("link"))).flags], [UF.HIDDEN, 0]);
  await fs.lchflags(dir.join("file"), 0);
  assertEquals((await fs.stat(dir.join("file"))).flags, 0);
  await assertRejects(() => fs.chflags(dir.join("dangling"), 0), Deno.errors.NotFound, "chflags");
  await assertRejects(() => fs.lchflags(dir.join("none"), 0), Deno.errors.NotFound, "lchflags");
});

everyWayOnDarwin("an immutable file is not opened for writing", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await fs.writeTextFile(dir.join("file"), "content");
  await fs.chflags(dir.join("file"), UF.IMMUTABLE);
  const error = await fs.open(dir.join("file"), "r+").catch((error) => error);
  await fs.chflags(dir.join("file"), 0);
  assertEquals(error.code, "EPERM");
  assertInstanceOf(error, Deno.errors.PermissionDenied);
  await (await fs.open(dir.join("file"), "r+")).close();
});

everyWayOnShim("a filesystem without flags is named", async ({ fs }) => {
  if (!MOUNTS) return console.log("not run: this process may not mount");
  await using bare = await mounted("ramfs");
  await Deno.writeTextFile(bare.join("file"), "");
  await using file = await fs.open(bare.join("file"));
  await assertRejects(() => fs.chflags(bare.join("file"), 1), Deno.errors.NotSupported, "the filesystem is ramfs");
  await assertRejects(() => file.chflags(1), Deno.errors.NotSupported, "the filesystem is ramfs");
});

everyWayOnShim("only root sets SF's", async ({ fs }) => {
  if (!ROOT) return console.log("not run: this process cannot become another user");
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "");
  await Deno.chmod(dir.path, 0o755);
  await Deno.chown(dir.join("file"), NOBODY, NOBODY);
  await using file = await fs.open(dir.join("file"), "r+");
  await asNobody(async () => {
    await fs.chflags(dir.join("file"), UF.HIDDEN);
    await assertRejects(() => fs.chflags(dir.join("file"), SF.ARCHIVED), Deno.errors.PermissionDenied, "EPERM");
    await assertRejects(() => file.chflags(SF.ARCHIVED), Deno.errors.PermissionDenied, "EPERM");
  });
});

Deno.test("flags are set with write permission only", async () => {
  await using dir = await temporaryDirectory();
  const script = `
    const { chflags, lchflags, openSync } = files;
    const path = ${JSON.stringify(dir.path)};
    const file = openSync(path, { read: true, directory: true });
    for (const set of [() => chflags(path, 0), () => lchflags(path, 0), () => file.chflags(0)]) {
      console.log((await set().catch((error) => error)).name);
    }
  `;
  const { stdout } = await runScript(script, ["--allow-ffi", "--allow-read"]);
  assertEquals(stdout, "NotCapable\nNotCapable\nNotCapable\n");
});

everyWay("flags that are none are refused before anything else", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("file"), "w");
  for (const flags of [-1, 1.5, 0x1_0000_0000, NaN]) {
    await assertRejects(() => fs.chflags(dir.join("file"), flags), RangeError, "flags");
    await assertRejects(() => fs.lchflags(dir.join("file"), flags), RangeError, "flags");
    await assertRejects(() => file.chflags(flags), RangeError, "flags");
  }
});

everyWay("where there are no flags, UF and SF are 0 and chflags is not supported", async ({ fs }) => {
  const darwin = target.os === "darwin";
  assertEquals([UF.HIDDEN, SF.ARCHIVED], darwin ? [c.UF_HIDDEN, c.SF_ARCHIVED] : [0, 0]);
  if (darwin) return;
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("file"), "w");
  assertEquals((await file.stat()).flags, null);
  for (const set of [() => fs.chflags(dir.path, 0), () => fs.lchflags(dir.path, 0), () => file.chflags(0)]) {
    await assertRejects(set, Deno.errors.NotSupported, "no file flags");
  }
});

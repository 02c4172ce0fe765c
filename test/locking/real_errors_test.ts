/** Errors that the system itself answers: of a disk that fails, a filesystem without locks, files nobody may replace. */
import { assertEquals, assertRejects } from "@std/assert";
import { atomicFile, type AtomicOptions, atomicWrite, lockFile, open, tryLockFile } from "../../mod.ts";
import { asNobody } from "../handle/nobody.ts";
import { command, MOUNTS } from "../handle/places.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { DISKS, LoggedFilesystem } from "./power_cut.ts";

/** What a disk is told to fail at: nothing else on it has that. */
const DOOMED = "this cannot be written";

/** Replaces `path`, and looks at the error, and at what there is then. */
async function failed(
  path: string,
  content: string,
  options: AtomicOptions,
  code: string,
  step: string,
): Promise<void> {
  const directory = path.slice(0, path.lastIndexOf("/"));
  const namesIn = () => [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
  const before = [namesIn(), openDescriptors()];
  const error = await assertRejects(() => atomicWrite(path, content, options), Error);
  const { code: found, syscall } = error as Error & { code: string; syscall: string };
  assertEquals([found, syscall], [code, step], JSON.stringify(options));
  assertEquals([namesIn(), openDescriptors()], before, JSON.stringify(options));
}

Deno.test({
  name: "a disk that fails is told of before the file is replaced, and the temporary is gone",
  ignore: !DISKS,
  fn: async () => {
    await using filesystem = await LoggedFilesystem.make();
    const path = filesystem.join("f");
    await atomicWrite(path, "old", { fsync: true, fsyncDir: true });
    await filesystem.break(DOOMED);
    for (
      const options of [
        { fsync: true },
        { fsync: true, fsyncDir: true, preserve: true },
        { fsync: true, mode: 0o600 },
        { fsync: true, signal: new AbortController().signal },
      ]
    ) {
      await failed(path, DOOMED, options, "EIO", "fsync");
    }
    await failed(filesystem.join("g"), DOOMED, { fsync: true, replace: false }, "EIO", "fsync");
    const file = await atomicFile(path, { fsync: true });
    await file.writeAll(DOOMED);
    await assertRejects(() => file.commit(), Error, "EIO");
    assertEquals([file.isOpen, await Deno.readTextFile(path)], [false, "old"]);
    await filesystem.break("");
    await atomicWrite(path, DOOMED, { fsync: true, fsyncDir: true });
    assertEquals(await Deno.readTextFile(path), DOOMED);
  },
});

Deno.test({
  name: "a filesystem without locks says so, and is named",
  ignore: !DISKS,
  fn: async (t) => {
    await using filesystem = await LoggedFilesystem.make();
    const before = openDescriptors();
    for (const take of [lockFile, tryLockFile]) {
      for (const shared of [false, true]) {
        await t.step(`${take.name}, shared: ${shared}`, async () => {
          await assertRejects(() => take(filesystem.disk, { shared }), Deno.errors.NotSupported, "fuse (EOPNOTSUPP)");
        });
      }
    }
    await t.step("of a handle", async () => {
      await using file = await open(filesystem.disk, "r+");
      await assertRejects(() => file.lock(true), Deno.errors.NotSupported, "fuse (EOPNOTSUPP)");
      await assertRejects(() => file.lockRange(0, 1, true), Deno.errors.NotSupported, "fuse (EOPNOTSUPP)");
    });
    assertEquals(openDescriptors(), before);
  },
});

Deno.test({
  name: "what may not be replaced stays, whichever step is refused",
  ignore: !MOUNTS,
  fn: async (t) => {
    await using dir = await temporaryDirectory();
    await Deno.chmod(dir.path, 0o755);
    const path = dir.join("f");
    await Deno.writeTextFile(path, "old");
    for (const options of [{}, { fsync: true }, { preserve: true }, { mode: 0o600 }]) {
      await t.step(`in a directory of somebody else, ${JSON.stringify(options)}`, async () => {
        await asNobody(() => failed(path, "new", options, "EACCES", "open"));
      });
      await t.step(`a file that cannot be changed (chattr +i), ${JSON.stringify(options)}`, async () => {
        await command("chattr", "+i", path);
        try {
          // What is to be preserved is a file that cannot be changed: its owner and mode can be read.
          await failed(path, "new", options, "EPERM", "rename");
        } finally {
          await command("chattr", "-i", path);
        }
      });
    }
    assertEquals(await Deno.readTextFile(path), "old");
  },
});

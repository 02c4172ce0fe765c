/** A quota: who has used up what he may have is told so, and keeps the old file. */
import { assertEquals, assertRejects } from "@std/assert";
import type { AtomicOptions } from "../../mod.ts";
import { imaged, KINDS } from "../fs/images.ts";
import { command } from "../handle/places.ts";
import { openDescriptors } from "../temporary.ts";
import { everyWay } from "../ways.ts";

const LIMIT = 1 << 20;
/** Written in one trip, which takes a part of it, and call by call. Bytes. */
const SIZES = [LIMIT, 3 * LIMIT] as const;
const WAYS: readonly AtomicOptions[] = [
  {},
  { mode: 0o600 },
  { fsync: true, fsyncDir: true },
  { fsync: true, signal: new AbortController().signal },
  { preserve: true },
  { replace: false },
];

/** What failed, and at which step. */
async function failureOf(operation: () => Promise<unknown>): Promise<string[]> {
  const { code, syscall } = await assertRejects(operation, Error) as Error & { code: string; syscall: string };
  return [syscall, code];
}

// Of users they would be on ext4, XFS and tmpfs, with kernels that have CONFIG_QFMT_V2, CONFIG_XFS_QUOTA, CONFIG_TMPFS_QUOTA.
// On btrfs it is the subvolume's, whoever writes: btrfs-qgroup(8).
everyWay("beyond a quota the write fails, the old file is untouched and the temporary gone", async ({ fs }) => {
  await using dir = await imaged(KINDS.find(({ type }) => type === "btrfs")!);
  if (dir === undefined) return;
  const limit = (size: string) => command("btrfs", "qgroup", "limit", size, dir.path);
  await command("btrfs", "quota", "enable", dir.path);
  await limit(`${LIMIT}`);
  const path = dir.join("f");
  const left = () => [[...Deno.readDirSync(dir.path)].map(({ name }) => name), openDescriptors()];
  await fs.atomicWrite(path, "old", { fsync: true });
  const before = left();
  for (const content of SIZES.map((size) => new Uint8Array(size).fill(7))) {
    for (const options of WAYS) {
      const at = options.replace === false ? dir.join("new") : path;
      const failed = await failureOf(() => fs.atomicWrite(at, content, options));
      assertEquals(failed, ["write", "EDQUOT"], `${content.length} ${JSON.stringify(options)}`);
      assertEquals(left(), before, JSON.stringify(options));
    }
    {
      await using file = await fs.atomicFile(path, { fsync: true });
      assertEquals(await failureOf(() => file.writeAll(content)), ["write", "EDQUOT"]);
    }
    assertEquals([await Deno.readTextFile(path), left()], ["old", before]);
  }
  await limit("none");
  await fs.atomicWrite(path, "new ".repeat(LIMIT), { fsync: true });
  assertEquals((await Deno.stat(path)).size, 4 * LIMIT);
});

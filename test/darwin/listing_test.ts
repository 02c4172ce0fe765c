/** Directories on macOS: in bulk, and where that is refused. */
import { assertEquals } from "@std/assert";
import { type DirEntry, metrics } from "../../mod.ts";
import { mounted, MOUNTS } from "../handle/places.ts";
import { makeKinds } from "../stat/kinds.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import type { Way } from "../ways.ts";
import { everyWayOnDarwin, everyWayOnShim } from "./here.ts";

/** Names, types and metadata, as `lstat` says them; returns which calls were made how often. */
async function compare(fs: Way["fs"], dir: TemporaryDirectory): Promise<Record<string, number>> {
  using _ = await makeKinds(dir);
  await Deno.chmod(dir.join("file"), 0o4751);
  await Deno.link(dir.join("file"), dir.join("again"));
  const calls = () => Object.entries(metrics().byCall).map(([name, { calls }]) => [name, calls] as const);
  const before = Object.fromEntries(calls());
  const entries: DirEntry[] = [];
  for await (const entry of await fs.scandir(dir.path, { stat: true })) entries.push(entry);
  const made = Object.fromEntries(calls().map(([name, count]) => [name, count - (before[name] ?? 0)]));
  assertEquals(entries.map(({ name }) => name).sort(), ["again", "dangling", "dir", "fifo", "file", "link", "socket"]);
  for (const entry of entries) {
    assertEquals(entry.info!.toJSON(), (await fs.lstat(entry.path)).toJSON());
    assertEquals(entry.inode, entry.info!.inode);
  }
  return made;
}

everyWayOnDarwin("metadata comes with the names, but for directories", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const { getattrlistbulk, fstatat64, __getdirentries64: dirents } = await compare(fs, dir);
  assertEquals([getattrlistbulk! > 0, fstatat64, dirents ?? 0], [true, 1, 0]);
});

everyWayOnShim("a filesystem that tells nothing in bulk is read as readdir(3) does", async ({ fs }) => {
  if (!MOUNTS) return;
  await using dir = await mounted("ramfs");
  const { fstatat64, __getdirentries64: dirents } = await compare(fs, dir);
  assertEquals([fstatat64, dirents! > 0], [7, true]);
});

/** `rename`, by parity.md's matrix. */
import { assertEquals, assertInstanceOf, assertMatch, assertRejects } from "@std/assert";
import { os } from "../../src/os/os.ts";
import { rejectionOf } from "../call/thrown.ts";
import { everyPlace, mounted, MOUNTS } from "../handle/places.ts";
import type { TemporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

async function furnish(dir: TemporaryDirectory): Promise<void> {
  for (const name of ["file", "other"]) await Deno.writeTextFile(dir.join(name), name);
  for (const name of ["empty", "empty2", "full", "full2"]) await Deno.mkdir(dir.join(name));
  for (const name of ["full/child", "full2/child"]) await Deno.writeTextFile(dir.join(name), name);
  await Deno.mkdir(dir.join("full/sub"));
  await Deno.symlink("loop", dir.join("loop"));
}

/** Everything in a directory, and what files hold. */
function contentOf(path: string, prefix = ""): string[] {
  return [...Deno.readDirSync(path)].sort((a, b) => a.name < b.name ? -1 : 1).flatMap((entry) => {
    const name = prefix + entry.name;
    if (entry.isDirectory) return [`${name}/`, ...contentOf(`${path}/${entry.name}`, `${name}/`)];
    return [entry.isFile ? `${name}=${Deno.readTextFileSync(`${path}/${entry.name}`)}` : name];
  });
}

/** `[what, from, to, codes]`; "" is the empty path. */
const REFUSED: readonly (readonly [string, string, string, readonly string[]])[] = [
  ["from nothing", "", "x", ["ENOENT"]],
  ["to nothing", "file", "", ["ENOENT"]],
  ["a missing file", "none", "x", ["ENOENT"]],
  ["into a missing directory", "file", "none/x", ["ENOENT"]],
  ["a directory into itself", "full", "full/sub/x", ["EINVAL"]],
  ["a directory below a file", "empty", "file/x", ["ENOTDIR"]],
  ["a directory onto a file", "empty", "file", ["ENOTDIR"]],
  ["a file onto an empty directory", "file", "empty", ["EISDIR"]],
  ["a file onto a full directory", "file", "full", ["EISDIR", "ENOTEMPTY", "EEXIST"]],
  ["a directory onto a full one", "empty", "full", ["ENOTEMPTY", "EEXIST"]],
  ["a directory onto its own parent", "full/sub", "full", ["ENOTEMPTY", "EEXIST", "EISDIR"]],
  ["a file onto its own directory", "full/child", "full", ["ENOTEMPTY", "EEXIST", "EISDIR"]],
  ["from beyond a loop", "loop/x", "x", ["ELOOP"]],
  ["to beyond a loop", "file", "loop/x", ["ELOOP"]],
];

everyPlace("rename refuses what cannot be, and changes nothing", async ({ fs }, dir) => {
  await furnish(dir);
  const before = contentOf(dir.path);
  const at = (name: string) => name === "" ? "" : dir.join(name);
  for (const [what, from, to, codes] of REFUSED) {
    const error = await rejectionOf(fs.rename(at(from), at(to)));
    assertEquals(codes.includes(error.code), true, `${what}: ${error.message}`);
    assertEquals([error.syscall, error.path, error.dest], ["rename", at(from), at(to)]);
    assertEquals(contentOf(dir.path), before, what);
  }
});

everyPlace("rename replaces files and empty directories, and returns the new path", async ({ fs }, dir) => {
  await furnish(dir);
  await Deno.chmod(dir.join("file"), 0o755);
  assertEquals(await fs.rename(dir.join("file"), dir.join("other")), dir.join("other"));
  assertEquals(Deno.readTextFileSync(dir.join("other")), "file");
  assertEquals(Deno.statSync(dir.join("other")).mode! & 0o777, 0o755);
  await fs.rename(dir.join("full"), dir.join("empty"));
  assertEquals(contentOf(dir.join("empty")), ["child=full/child", "sub/"]);
  await fs.rename(dir.join("loop"), dir.join("empty2/loop")); // the link itself
  assertEquals(Deno.readLinkSync(dir.join("empty2/loop")), "loop");
});

everyPlace("rename of a file to itself, or to its other name, changes nothing", async ({ fs }, dir) => {
  await furnish(dir);
  await Deno.link(dir.join("file"), dir.join("second"));
  const before = contentOf(dir.path);
  await fs.rename(dir.join("file"), dir.join("file"));
  await fs.rename(dir.join("file"), dir.join("second"));
  assertEquals(contentOf(dir.path), before);
});

everyPlace("rename leaves open files what they were", async ({ fs }, dir) => {
  await furnish(dir);
  using source = Deno.openSync(dir.join("file"));
  using target = Deno.openSync(dir.join("other"));
  await fs.rename(dir.join("file"), dir.join("other"));
  const read = (file: Deno.FsFile) => {
    const bytes = new Uint8Array(8);
    return new TextDecoder().decode(bytes.subarray(0, file.readSync(bytes)!));
  };
  assertEquals([read(source), read(target)], ["file", "other"]);
});

everyPlace("noReplace leaves what is there, exchange swaps in one step", async ({ fs }, dir) => {
  await furnish(dir);
  const [file, other, full] = [dir.join("file"), dir.join("other"), dir.join("full")];
  assertEquals((await rejectionOf(fs.rename(file, other, { noReplace: true }))).code, "EEXIST");
  assertEquals((await rejectionOf(fs.rename(file, file, { noReplace: true }))).code, "EEXIST");
  assertEquals(Deno.readTextFileSync(other), "other");
  await fs.rename(file, dir.join("new"), { noReplace: true });
  await fs.rename(dir.join("new"), full, { exchange: true });
  assertEquals(Deno.readTextFileSync(full), "file");
  assertEquals(Deno.statSync(dir.join("new")).isDirectory, true);
  assertEquals((await rejectionOf(fs.rename(other, dir.join("none"), { exchange: true }))).code, "ENOENT");
  assertEquals(Deno.readTextFileSync(other), "other");
});

everyPlace("a directory that would be moved into itself is no filesystem's lack", async ({ fs }, dir) => {
  await furnish(dir);
  for (const [from, to] of [["full", "full/sub/x"], ["full", "full/sub"], ["full/sub", "full"]] as const) {
    const error = await rejectionOf(fs.rename(dir.join(from), dir.join(to), { exchange: true }));
    assertEquals(error.code, to === "full/sub/x" ? "ENOENT" : "EINVAL", error.message);
  }
  const error = await rejectionOf(fs.rename(dir.join("full"), dir.join("full/sub/x"), { noReplace: true }));
  assertEquals(error.code, "EINVAL", error.message);
});

everyWay("noReplace and exchange exclude each other", async ({ fs }) => {
  await assertRejects(() => fs.rename("a", "b", { noReplace: true, exchange: true }), TypeError, "exclude");
});

everyWay("a filesystem that cannot do it is named", async ({ fs }) => {
  // Directories of cgroup 1 are renamed, but by no flag; not every kernel has it.
  await using dir = MOUNTS ? await mounted("cgroup", `none,name=reseau${crypto.randomUUID()}`).catch(() => null) : null;
  if (dir === null) return;
  const [one, other] = [dir.join("one"), dir.join("other")];
  for (const path of [one, other]) await Deno.mkdir(path);
  try {
    for (const options of [{ exchange: true }, { noReplace: true }]) {
      const error = await rejectionOf(fs.rename(one, options.exchange ? other : dir.join("new"), options));
      assertEquals(error.code, "EOPNOTSUPP", error.message);
      assertInstanceOf(error, Deno.errors.NotSupported);
      assertMatch(error.message, os.name === "linux" ? /the filesystem is cgroup/ : /the filesystem is \w+/);
    }
  } finally {
    for (const path of [one, other]) await Deno.remove(path);
  }
});

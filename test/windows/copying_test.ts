/** Copying on Windows. */
import { assert, assertEquals } from "@std/assert";
import { synchronous } from "../../src/call/synchronous.ts";
import { errorName } from "../../src/call/errno.ts";
import { rejectionOf } from "../call/thrown.ts";
import { sample } from "../handle/bytes.ts";
import { assertFails } from "../handle/failing.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWayOnWindows, onWindows } from "./here.ts";
import { wine } from "./windows.ts";

/** Sizes around those of small files, and one that takes several pieces. */
const SIZES = [0, 1, 4095, 32_767, 32_768, 32_769, 3_000_001];

function names(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
}

everyWayOnWindows("files of any size are copied with times and the read-only attribute", async (way) => {
  const { fs } = way;
  await using dir = await temporaryDirectory();
  const before = openDescriptors();
  for (const size of SIZES) {
    const [from, to] = [dir.join(`from${size}`), dir.join(`to${size}`)];
    Deno.writeFileSync(from, sample(size));
    if (size % 2 === 1) await fs.chmod(from, 0o444);
    await fs.utime(from, 1_000_000_000_123_456_700n, 1_100_000_000_765_432_100n);
    const readOnly = (await fs.stat(from)).mode;
    assertEquals(await fs.cp(from, to, { preserve: true }), to);
    const info = await fs.stat(to);
    assertEquals([info.size, info.mtimeNs, info.mode], [size, 1_100_000_000_765_432_100n, readOnly]);
    assertEquals(Deno.readFileSync(to), sample(size));
    await assertFails(way, () => fs.cp(from, to), "EEXIST", Deno.errors.AlreadyExists);
    await fs.cp(dir.join("from0"), to, { force: true });
    assertEquals(Deno.statSync(to).size, 0);
  }
  assert(openDescriptors() <= before);
});

everyWayOnWindows("a tree is copied, with files of several names, and never into itself", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("tree/a/b"), { recursive: true });
  for (const size of SIZES) Deno.writeFileSync(dir.join(`tree/a/${size}`), sample(size));
  Deno.linkSync(dir.join("tree/a/1"), dir.join("tree/a/b/one"));
  const paths: string[] = [];
  let last = { bytes: 0, totalBytes: 0, files: 0, totalFiles: 0 };
  await fs.cptree(dir.join("tree"), dir.join("copy"), { preserve: true, onProgress: (progress) => last = progress });
  for await (const [path, dirs, files] of await fs.walkdir(dir.join("copy"))) {
    paths.push(...[...dirs, ...files].map((name) => `${path.slice(dir.path.length)}/${name}`));
  }
  assertEquals(
    paths.sort(),
    ["/copy/a", "/copy/a/b", "/copy/a/b/one", ...SIZES.map((size) => `/copy/a/${size}`)].sort(),
  );
  for (const size of SIZES) assertEquals(Deno.readFileSync(dir.join(`copy/a/${size}`)), sample(size));
  assertEquals((await fs.stat(dir.join("copy/a/b/one"))).nlink, 2);
  // The second name of a file takes no copying.
  assertEquals([last.bytes, last.files], [last.totalBytes - 1, last.totalFiles]);
  for (const inside of ["tree\\a\\in", "tree/a/in", "tree\\a/b\\..\\in", "TREE\\a\\in"]) {
    const error = await rejectionOf(fs.cptree(dir.join("tree"), `${dir.path}\\${inside}`));
    assertEquals(error.code, "EINVAL", inside);
    assertEquals(names(dir.join("tree/a")).includes("in"), false);
  }
  await fs.mv(dir.join("copy"), `${dir.path}\\moved`);
  assertEquals(names(dir.path), ["moved", "tree"]);
});

onWindows("to another volume everything goes along, and the source goes last", async () => {
  const { mv } = await import("../../mod.ts");
  await using dir = await temporaryDirectory();
  // Wine's drive of the host; Windows may have one drive only.
  if (!wine) return;
  const other = `Z:\\tmp\\reseau-${crypto.randomUUID()}`;
  Deno.mkdirSync(dir.join("tree/a"), { recursive: true });
  for (const size of SIZES) Deno.writeFileSync(dir.join(`tree/a/${size}`), sample(size));
  try {
    await mv(dir.join("tree"), other);
    assertEquals(names(dir.path), []);
    for (const size of SIZES) assertEquals(Deno.readFileSync(`${other}\\a\\${size}`), sample(size));
    await mv(`${other}\\a\\1`, dir.join("file"));
    assertEquals(Deno.readFileSync(dir.join("file")), sample(1));
  } finally {
    Deno.removeSync(other, { recursive: true });
  }
});

onWindows("a copy that is given up leaves nothing incomplete", async () => {
  const { cp } = await import("../../mod.ts");
  await using dir = await temporaryDirectory();
  Deno.writeFileSync(dir.join("small"), sample(1000));
  Deno.writeFileSync(dir.join("large"), sample(5_000_000));
  const before = openDescriptors();
  for (let i = 0; i < 30; i++) {
    const controller = new AbortController();
    const { signal } = controller;
    const from = dir.join(i % 2 === 0 ? "small" : "large");
    const copied = cp(from, dir.join("to"), { signal, onProgress: () => i % 3 === 0 && controller.abort("no more") });
    setTimeout(() => controller.abort("no more"), i % 5);
    await copied.catch(() => {});
    // Given up in its last step, a copy may be there: complete.
    const size = i % 2 === 0 ? 1000 : 5_000_000;
    const clean = () => names(dir.path).every((name) => ["large", "small", "to"].includes(name));
    for (let tries = 0; !clean() && tries < 200; tries++) await new Promise((resolve) => setTimeout(resolve, 5));
    assert(clean(), names(dir.path).join());
    if (!names(dir.path).includes("to")) continue;
    assertEquals(Deno.readFileSync(dir.join("to")), sample(size));
    Deno.removeSync(dir.join("to"));
  }
  for (let i = 0; i < 200 && openDescriptors() > before; i++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert(openDescriptors() <= before);
});

everyWayOnWindows("content is shared where the volume can, and said with its name where not", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.writeFileSync(dir.join("from"), sample(100_000));
  const shared = fs.cp(dir.join("from"), dir.join("to"), { reflink: "always" });
  const error = await shared.then(() => undefined, (error) => error);
  if (error === undefined) return assertEquals(Deno.readFileSync(dir.join("to")), sample(100_000));
  assertEquals([error.code, names(dir.path)], ["EOPNOTSUPP", ["from"]]);
  assert(/the filesystem is \w+/.test(error.message), error.message);
});

onWindows("holes are told, or nobody knows of any", async () => {
  const { seekData, seekHole } = await import("../../src/os/windows/ranges.ts");
  const { open } = await import("../../mod.ts");
  await using dir = await temporaryDirectory();
  await using file = await open(dir.join("f"), "w+");
  await file.writeAll(sample(100_000));
  const descriptor = { fd: file.fd, manner: "disk" } as const;
  const [data, hole, behind] = [seekData(descriptor, 5), seekHole(descriptor, 5), seekHole(descriptor, 100_000)]
    .map(synchronous<number>) as [number, number, number];
  assertEquals(errorName(behind), "ENXIO");
  if (data < 0) return assertEquals([data, hole].map(errorName), ["EINVAL", "EINVAL"]);
  assertEquals([data, hole], [5, 100_000]);
});

onWindows("streams go along with what is preserved, and are not taken for nothing", async () => {
  const { cp } = await import("../../mod.ts");
  await using dir = await temporaryDirectory();
  for (const size of [10, 100_000]) {
    const [from, to, bare] = ["from", "to", "bare"].map((name) => dir.join(`${name}${size}`)) as [
      string,
      string,
      string,
    ];
    Deno.writeFileSync(from, sample(size));
    Deno.writeTextFileSync(`${from}:Zone.Identifier`, "where it is from");
    await cp(from, to, { preserve: true });
    assertEquals(Deno.readTextFileSync(`${to}:Zone.Identifier`), "where it is from");
    await cp(from, bare);
    let found = true;
    try {
      Deno.statSync(`${bare}:Zone.Identifier`);
    } catch {
      found = false;
    }
    assertEquals([found, Deno.readFileSync(to)], [false, sample(size)]);
  }
}, wine ? "has no streams" : undefined);

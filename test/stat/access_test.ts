import { assert, assertEquals } from "@std/assert";
import { asNobody, ROOT } from "../handle/nobody.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

const MODES = ["", "r", "w", "x", "rw", "rx", "wx", "rwx"];

everyWay("access answers as the permission bits say", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.chmod(dir.path, 0o755);
  const path = dir.join("file");
  await Deno.writeTextFile(path, "");
  const check = async (mode: number, bits: number) => {
    await Deno.chmod(path, mode);
    for (const asked of MODES) {
      const wanted = [...asked].reduce((sum, letter) => sum | { r: 4, w: 2, x: 1 }[letter as "r" | "w" | "x"], 0);
      const answer = ROOT ? await asNobody(() => fs.access(path, asked)) : await fs.access(path, asked);
      assertEquals(answer, (wanted & bits) === wanted, `${asked} of ${mode.toString(8)}`);
    }
  };
  for (let bits = 0; bits < 8; bits++) await check(ROOT ? bits : bits << 6, bits);
});

everyWay("root may read and write everything, and execute what somebody may", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("file");
  await Deno.writeTextFile(path, "");
  await Deno.chmod(path, 0o000);
  assertEquals([await fs.isReadable(path), await fs.isWritable(path)], [ROOT, ROOT]);
  assertEquals(await fs.isExecutable(path), false);
  await Deno.chmod(path, 0o001);
  assertEquals(await fs.isExecutable(path), ROOT);
});

everyWay("access of nothing is false, and of nonsense a TypeError", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  for (const mode of MODES) assertEquals(await fs.access(dir.join("none"), mode), false);
  assertEquals(await fs.isReadable(dir.join("none/below")), false);
  for (const mode of ["R", "rwz", "4"]) {
    assert((await fs.access(dir.path, mode).catch((error) => error)) instanceof TypeError, mode);
  }
  const info = await fs.stat(dir.path);
  assert((await fs.isReadable(info).catch((error) => error)) instanceof TypeError);
});

everyWay("a handle is asked about by its path", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("file"), "w");
  assertEquals([await fs.isReadable(file), await fs.isWritable(file), await fs.isExecutable(file)], [
    true,
    true,
    false,
  ]);
});

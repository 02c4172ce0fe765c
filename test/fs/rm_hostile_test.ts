/** Trees that are too deep for paths and descriptors, and trees that others change while they are removed. */
import { assert, assertEquals } from "@std/assert";
import { asynchronous } from "../../src/call/asynchronous.ts";
import { names } from "../../src/os/names.ts";
import { scaled, SLOW } from "../call/scale.ts";
import { swapping } from "../swapping.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";
import { dig } from "./deep.ts";

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

everyWay("a tree deeper than any path and any number of descriptors is removed", async ({ fs }) => {
  await using dir = await temporaryDirectory("/dev/shm");
  const root = dir.join("deep");
  dig(root, SLOW ? 2_100 : 20_000);
  const before = openDescriptors();
  await fs.rm(root, { recursive: true });
  assertEquals([...Deno.readDirSync(dir.path)], []);
  assertEquals(openDescriptors(), before);
});

everyWay("so is one in a temporary directory", async ({ fs }) => {
  await using dir = await temporaryDirectory("/dev/shm");
  await fs.mktempdir((path) => dig(`${path}/deep`, 2_100), dir.path);
  assertEquals([...Deno.readDirSync(dir.path)], []);
});

everyWay("a tree at a path longer than any is removed, and nothing above it", async ({ fs }) => {
  await using dir = await temporaryDirectory("/dev/shm");
  const root = dir.join("deep");
  dig(root, 2_110);
  const path = `${root}${"/d".repeat(2_100)}`;
  await fs.rm(`${path}/x`, { recursive: true });
  assertEquals(await fs.readdir(path), ["d", "y"]);
  await fs.rm(path, { recursive: true });
  assertEquals(await fs.readdir(`${root}${"/d".repeat(2_099)}`), []);
  const error = await fs.rm(path, { recursive: true }).then(() => undefined, (error) => error);
  assertEquals([error.code, error.path], ["ENOENT", path]);
  await fs.rm(path, { recursive: true, force: true });
  await fs.rm(root, { recursive: true });
});

everyWay("a directory that becomes a link while it is removed leads nowhere", async ({ fs }) => {
  await using dir = await temporaryDirectory("/dev/shm");
  const [outside, sub, decoy] = [dir.join("outside"), dir.join("tree/sub"), dir.join("decoy")];
  Deno.mkdirSync(outside);
  Deno.mkdirSync(dir.join("tree"));
  const kept = Array.from({ length: 10 }, (_, i) => `kept${i}`);
  for (const name of kept) Deno.writeTextFileSync(`${outside}/${name}`, "kept");
  let removals = 0;
  /** While one of the two is missing, nobody exchanges them. */
  const plant = () => {
    const missing = [sub, decoy].find((path) => !exists(path));
    if (missing === undefined) return;
    removals++;
    const other = missing === sub ? decoy : sub;
    if (exists(other) && Deno.lstatSync(other).isDirectory) return Deno.symlinkSync(outside, missing);
    Deno.mkdirSync(dir.join("fresh/deeper"), { recursive: true });
    for (let i = 0; i < 10; i++) Deno.writeTextFileSync(dir.join(`fresh/deeper/${i}`), "");
    Deno.renameSync(dir.join("fresh"), missing);
  };
  plant();
  plant();
  await using _others = await swapping(sub, decoy);
  for (let i = 0; i < Math.max(30, scaled(1000)); i++) {
    plant();
    await fs.rm(sub, { recursive: true, force: true }).catch((error) => assert(error.code !== undefined, error));
    assertEquals(kept.filter((name) => exists(`${outside}/${name}`)), kept);
  }
  assert(removals > 10);
});

everyWay("what others remove at the same time is no error", async ({ fs }) => {
  await using dir = await temporaryDirectory("/dev/shm");
  for (let round = 0; round < 5; round++) {
    const root = dir.join("tree");
    for (let i = 0; i < 20; i++) {
      Deno.mkdirSync(`${root}/${i}/sub/deeper`, { recursive: true });
      for (let j = 0; j < 10; j++) Deno.writeTextFileSync(`${root}/${i}/sub/${j}`, "");
    }
    const other = new Deno.Command("rm", { args: ["-rf", root], stderr: "null" }).output();
    await fs.rm(root, { recursive: true, force: true });
    await other;
    assertEquals([...Deno.readDirSync(dir.path)], []);
  }
});

Deno.test("a removal that is given up closes what it has opened", async () => {
  await using dir = await temporaryDirectory("/dev/shm");
  const { rm } = await import("../../mod.ts");
  dig(dir.join("tree"), 300);
  for (let i = 0; i < 20; i++) {
    Deno.mkdirSync(dir.join(`tree/x/${i}/sub`), { recursive: true });
    Deno.writeTextFileSync(dir.join(`tree/x/${i}/sub/file`), "");
  }
  const before = openDescriptors();
  const controller = new AbortController();
  const given = rm(dir.join("tree"), { recursive: true, signal: controller.signal });
  let turns = 0;
  const abort = () => ++turns === 10 ? controller.abort() : setTimeout(abort, 0);
  abort();
  const error = await given.then(() => undefined, (error) => error);
  assert(error === undefined || error.name === "AbortError", error);
  // What was under way ends before what comes behind it.
  await rm(dir.join("tree"), { recursive: true, force: true });
  await asynchronous(names.getcwd());
  assertEquals(openDescriptors(), before);
});

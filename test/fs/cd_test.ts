import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { cd, cdSync, homedirSync, pwd, pwdSync } from "../../mod.ts";
import { SLOW } from "../call/scale.ts";
import { valueOfScript } from "../call/subprocess.ts";
import { rejectionOf } from "../call/thrown.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyWay("cd changes the working directory, and pwd tells it as Deno does", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.mkdir(dir.join("é"));
  await Deno.symlink("é", dir.join("link"));
  const before = await fs.pwd();
  assertEquals(before, Deno.cwd());
  try {
    assertEquals(await fs.cd(dir.path), undefined);
    assertEquals([await fs.pwd(), Deno.cwd()], [Deno.realPathSync(dir.path), Deno.realPathSync(dir.path)]);
    await fs.cd(new URL(`file://${dir.join("link")}`));
    assertEquals([await fs.pwd(), Deno.cwd()], [Deno.realPathSync("."), `${Deno.realPathSync(dir.path)}/é`]);
    await fs.cd("..");
    assertEquals(await fs.pwd(), Deno.realPathSync(dir.path));
  } finally {
    Deno.chdir(before);
  }
});

everyWay("cd with a function comes back, with its result or what it throws", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const before = Deno.cwd();
  const open = openDescriptors();
  assertEquals(await fs.cd(() => Deno.cwd(), dir.path), Deno.realPathSync(dir.path));
  assertEquals(Deno.cwd(), before);
  const body = () => {
    throw new Error("from within");
  };
  await assertRejects(async () => await fs.cd(body, dir.path), Error, "from within");
  assertEquals(Deno.cwd(), before);
  assertEquals((await rejectionOf(fs.cd(() => 1, dir.join("none")))).code, "ENOENT");
  assertEquals([Deno.cwd(), openDescriptors()], [before, open]);
});

everyWay("cd comes back to a directory that was renamed or removed meanwhile", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const before = Deno.cwd();
  try {
    await Deno.mkdir(dir.join("old"));
    Deno.chdir(dir.join("old"));
    await fs.cd(() => Deno.renameSync(dir.join("old"), dir.join("new")), dir.path);
    assertEquals(Deno.cwd(), Deno.realPathSync(dir.join("new")));
    await fs.cd(() => Deno.removeSync(dir.join("new")), dir.path);
    const error = await rejectionOf(fs.pwd());
    assertEquals([error.code, error.syscall], ["ENOENT", "getcwd"]);
    assertThrows(() => Deno.cwd(), Deno.errors.NotFound);
  } finally {
    Deno.chdir(before);
  }
});

Deno.test("an asynchronous function is awaited where it was called", async () => {
  await using dir = await temporaryDirectory();
  const before = Deno.cwd();
  const place = await cd(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return await pwd();
  }, dir.path);
  assertEquals([place, Deno.cwd()], [Deno.realPathSync(dir.path), before]);
  await assertRejects(() => cd(() => Promise.reject(new Error("late")), dir.path), Error, "late");
  assertEquals(Deno.cwd(), before);
});

Deno.test("cd within cd comes back step by step", async () => {
  await using dir = await temporaryDirectory();
  await Deno.mkdir(dir.join("inner"));
  const before = pwdSync();
  const places = cdSync(() => [cdSync(() => pwdSync(), "inner"), pwdSync()], dir.path);
  assertEquals(places, [Deno.realPathSync(dir.join("inner")), Deno.realPathSync(dir.path)]);
  assertEquals(pwdSync(), before);
});

Deno.test("cd given up is nowhere else", async () => {
  await using dir = await temporaryDirectory();
  const before = Deno.cwd();
  const open = openDescriptors();
  for (let i = 0; i < 20; i++) {
    const controller = new AbortController();
    const moving = cd(() => {}, dir.path, { signal: controller.signal });
    if (i % 2 === 0) await Promise.resolve();
    controller.abort();
    await moving.catch((error) => assertEquals(error, controller.signal.reason));
    assertEquals(Deno.cwd(), before);
  }
  await assertRejects(() => cd(dir.path, { signal: AbortSignal.abort(new Error("before")) }), Error, "before");
  assertEquals(Deno.cwd(), before);
  assertEquals(openDescriptors(), open);
});

Deno.test("cd without a path goes home", async () => {
  const script =
    `files.cdSync(); console.log(JSON.stringify([Deno.cwd(), await files.cd(() => files.pwd(), "/usr")]));`;
  const home = Deno.realPathSync(homedirSync());
  assertEquals(await valueOfScript(script, ["--allow-all"]), [home, "/usr"]);
});

Deno.test("a working directory longer than any path that can be given is told", async () => {
  if (SLOW) return; // qemu's prefix (-L) gets in the way of the "../../…" by which glibc finds out
  await using dir = await temporaryDirectory();
  const before = pwdSync();
  const part = "d".repeat(200);
  try {
    cdSync(dir.path);
    for (let i = 0; i < 30; i++) {
      Deno.mkdirSync(part);
      cdSync(part);
    }
    assertEquals((await pwd()).length, Deno.realPathSync(dir.path).length + 30 * (part.length + 1));
  } finally {
    Deno.chdir(before);
  }
});

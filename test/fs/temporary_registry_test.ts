import { assertEquals } from "@std/assert";
import { asynchronous } from "../../src/call/asynchronous.ts";
import { synchronous } from "../../src/call/synchronous.ts";
import { TemporaryRegistry } from "../../src/fs/temporary_registry.ts";
import { asNobody, ROOT } from "../handle/nobody.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";

/** A registry of at least 12, and that many files. */
async function filled(dir: TemporaryDirectory): Promise<{ registry: TemporaryRegistry; paths: string[] }> {
  const registry = new TemporaryRegistry(12);
  const paths = Array.from({ length: 12 }, (_, i) => dir.join(`file${i}`));
  for (const path of paths) {
    await Deno.writeTextFile(path, "");
    synchronous(registry.add(path));
  }
  assertEquals(registry.paths(), paths);
  return { registry, paths };
}

Deno.test("beyond its bound a registry forgets what has gone", async () => {
  await using dir = await temporaryDirectory();
  const { registry, paths } = await filled(dir);
  for (const path of paths.slice(0, 4)) await Deno.remove(path);
  assertEquals(registry.paths().length, 12); // nobody has looked yet
  await Deno.writeTextFile(dir.join("more"), "");
  synchronous(registry.add(dir.join("more")));
  assertEquals(registry.paths(), [...paths.slice(4), dir.join("more")]);
});

Deno.test("what is being created is not taken for gone", async () => {
  await using dir = await temporaryDirectory();
  const { registry, paths } = await filled(dir);
  for (const path of paths) await Deno.remove(path);
  synchronous(registry.add(dir.join("coming"), true));
  assertEquals(registry.paths(), [dir.join("coming")]);
  registry.came(dir.join("coming"));
  for (let i = 0; i < 12; i++) synchronous(registry.add(dir.join(`more${i}`), true));
  assertEquals(registry.paths().length, 12, "it came, and has gone");
});

Deno.test("the bound is twice what remained, and never less than at the start", async () => {
  await using dir = await temporaryDirectory();
  const { registry } = await filled(dir);
  await Deno.writeTextFile(dir.join("more"), "");
  synchronous(registry.add(dir.join("more"))); // 13 remain: the bound is 26
  for (let i = 0; i < 13; i++) synchronous(registry.add(dir.join(`none${i}`)));
  assertEquals(registry.paths().length, 26);
  synchronous(registry.add(dir.join("none13")));
  assertEquals(registry.paths().length, 13);
  for (const path of registry.paths()) assertEquals(synchronous(registry.remove(path)), 0);
  assertEquals([registry.paths(), [...Deno.readDirSync(dir.path)]], [[], []]);
});

Deno.test("what could not be removed is tried again when there is more than before", async () => {
  if (!ROOT) return;
  await using dir = await temporaryDirectory();
  const registry = new TemporaryRegistry(2);
  const [stuck, kept, more] = [dir.join("stuck"), dir.join("kept"), dir.join("more")];
  for (const path of [stuck, kept, more]) {
    await Deno.writeTextFile(path, "");
    if (path !== more) synchronous(registry.add(path));
  }
  await Deno.chmod(dir.path, 0o755);
  await asNobody(async () => assertEquals(await asynchronous(registry.remove(stuck)) < 0, true));
  assertEquals([registry.paths(), Deno.statSync(stuck).isFile], [[stuck, kept], true]);
  synchronous(registry.add(more));
  assertEquals(registry.paths(), [kept, more]);
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name).sort(), ["kept", "more"]);
});

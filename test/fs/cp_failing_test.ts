/** Copies that fail or are given up: what they leave. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { cp, mv } from "../../mod.ts";
import { assertBytes, sample } from "../handle/bytes.ts";
import { assertFails } from "../handle/failing.ts";
import { asNobody, NOBODY, ROOT } from "../handle/nobody.ts";
import { command, everyPlace, mounted, MOUNTS } from "../handle/places.ts";
import { temporaryDirectory } from "../temporary.ts";
import { openBelow } from "./trees.ts";
import { everyWay } from "../ways.ts";

const names = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name).toSorted();

Deno.test("a copy that is given up leaves nothing behind, whenever that is", async (t) => {
  await using dir = await temporaryDirectory();
  Deno.writeFileSync(dir.join("large"), sample(24 << 20));
  Deno.writeTextFileSync(dir.join("small"), "small");
  Deno.writeTextFileSync(dir.join("there"), "old");
  for (
    const [from, to, force] of [["large", "new", false], ["large", "there", true], ["small", "new", false]] as const
  ) {
    await t.step(`${from} to ${to}`, async () => {
      for (let round = 0; round < 12; round++) {
        const controller = new AbortController();
        let pieces = 0;
        const copy = cp(dir.join(from), dir.join(to), {
          force,
          signal: controller.signal,
          onProgress: () => void (++pieces === round - 5 && controller.abort(new Error("enough"))),
        });
        if (round < 5) {
          for (let i = 0; i < round; i++) await new Promise((resolve) => setTimeout(resolve, 0));
          controller.abort(new Error("enough"));
        }
        const error = await copy.then(() => undefined, (error) => error);
        if (error !== undefined) assertEquals(error.message, "enough");
        await settled(() => openBelow(dir.path) === 0 && names(dir.path).every((name) => !name.startsWith(".")));
        // Given up while it got its name, it is all there.
        const copied = !force ? names(dir.path).includes("new") : Deno.statSync(dir.join(to)).size > 3;
        if (error === undefined) assert(copied);
        if (copied) assertBytes(Deno.readFileSync(dir.join(to)), Deno.readFileSync(dir.join(from)));
        if (copied && force) Deno.writeTextFileSync(dir.join("there"), "old");
        else if (copied) Deno.removeSync(dir.join(to));
        assertEquals(names(dir.path), ["large", "small", "there"]);
        assertEquals(Deno.readTextFileSync(dir.join("there")), "old");
      }
    });
  }
});

/** What was given up ends by itself, soon. */
async function settled(condition: () => boolean): Promise<void> {
  for (const start = performance.now(); !condition() && performance.now() - start < 60_000;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

Deno.test("a tree that is given up has only complete files under their names", async () => {
  await using dir = await temporaryDirectory();
  for (let d = 0; d < 20; d++) {
    Deno.mkdirSync(dir.join("from", `${d}`), { recursive: true });
    for (let i = 0; i < 20; i++) {
      Deno.writeFileSync(dir.join("from", `${d}`, `${i}`), sample(i % 5 === 0 ? 100_000 : 3000, i));
    }
  }
  for (const limit of [1, 7, 100, 399]) {
    const controller = new AbortController();
    const onProgress = ({ files }: { files: number }) => void (files >= limit && controller.abort(new Error("enough")));
    const copy = cp(dir.join("from"), dir.join("to"), { onProgress, signal: controller.signal, concurrency: 16 });
    await assertRejects(() => copy, Error, "enough");
    await settled(() => openBelow(dir.path) === 0);
    assertEquals(openBelow(dir.path), 0);
    let count = 0;
    for (const { name } of Deno.readDirSync(dir.join("to"))) {
      for (const { name: file } of Deno.readDirSync(dir.join("to", name))) {
        count++;
        const size = Number(file) % 5 === 0 ? 100_000 : 3000;
        assertBytes(Deno.readFileSync(dir.join("to", name, file)), sample(size, Number(file)), `${name}/${file}`);
      }
    }
    assert(count >= limit && count <= 400, `${count}`);
    Deno.removeSync(dir.join("to"), { recursive: true });
    // In place of another one, a tree is all or nothing.
    Deno.mkdirSync(dir.join("to"));
    Deno.writeTextFileSync(dir.join("to", "old"), "");
    const again = new AbortController();
    const replaced = cp(dir.join("from"), dir.join("to"), {
      force: true,
      signal: again.signal,
      onProgress: ({ files }) => void (files >= limit && again.abort(new Error("enough"))),
    });
    await assertRejects(() => replaced, Error, "enough");
    await settled(() => names(dir.path).length === 2);
    assertEquals([names(dir.path), names(dir.join("to"))], [["from", "to"], ["old"]]);
    Deno.removeSync(dir.join("to"), { recursive: true });
  }
});

everyWay("a signal that has aborted already does nothing", async ({ fs, name }) => {
  if (name === "synchronous") return;
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("f"), "x");
  await assertRejects(
    () => fs.cp(dir.join("f"), dir.join("g"), { signal: AbortSignal.abort(new Error("before")) }),
    Error,
    "before",
  );
  await assertRejects(
    () => fs.mv(dir.join("f"), dir.join("g"), { signal: AbortSignal.abort(new Error("before")) }),
    Error,
    "before",
  );
  assertEquals(names(dir.path), ["f"]);
});

if (MOUNTS) {
  everyWay("a full disk: nothing half under a name, and what was there stays", async (way) => {
    await using small = await mounted("tmpfs", "size=1m");
    await using dir = await temporaryDirectory();
    Deno.writeFileSync(dir.join("large"), sample(3 << 20));
    Deno.mkdirSync(dir.join("tree"));
    for (let i = 0; i < 100; i++) Deno.writeFileSync(dir.join("tree", `${i}`), sample(20_000, i));
    Deno.writeTextFileSync(small.join("there"), "old");
    await assertFails(way, () => way.fs.cp(dir.join("large"), small.join("new")), "ENOSPC", Error);
    await assertFails(way, () => way.fs.cp(dir.join("large"), small.join("there"), { force: true }), "ENOSPC", Error);
    await assertFails(way, () => way.fs.mv(dir.join("large"), small.join("there"), { force: true }), "ENOSPC", Error);
    await assertFails(way, () => way.fs.mv(dir.join("tree"), small.join("there"), { force: true }), "ENOSPC", Error);
    await assertFails(way, () => way.fs.mv(dir.join("tree"), small.join("new")), "ENOSPC", Error);
    assertEquals(names(small.path), ["there"]);
    await assertFails(way, () => way.fs.cp(dir.join("tree"), small.join("new")), "ENOSPC", Error);
    for (const name of names(small.join("new"))) {
      assertBytes(Deno.readFileSync(small.join("new", name)), sample(20_000, Number(name)), name);
    }
    assertEquals([names(dir.join("tree")).length, Deno.statSync(dir.join("large")).size], [100, 3 << 20]);
    assertEquals(Deno.readTextFileSync(small.join("there")), "old");
  });

  everyWay("a read-only filesystem can be copied from, but neither to nor moved from", async (way) => {
    await using frozen = await mounted("tmpfs", "size=1m");
    await using dir = await temporaryDirectory();
    Deno.writeTextFileSync(frozen.join("f"), "content");
    Deno.writeTextFileSync(dir.join("g"), "x");
    await command("mount", "-o", "remount,ro", frozen.path);
    await assertFails(way, () => way.fs.cp(dir.join("g"), frozen.join("g")), "EROFS", Error);
    await assertFails(way, () => way.fs.cp(dir.path, frozen.join("tree")), "EROFS", Error);
    await assertFails(way, () => way.fs.mv(dir.join("g"), frozen.join("g")), "EROFS", Error);
    await way.fs.cp(frozen.join("f"), dir.join("copy"));
    assertEquals(Deno.readTextFileSync(dir.join("copy")), "content");
    await assertFails(way, () => way.fs.mv(frozen.join("f"), dir.join("moved")), "EROFS", Error);
    assertEquals(Deno.readTextFileSync(frozen.join("f")), "content", "the source is whole");
  });
}

everyPlace(
  "a source that changes while it is copied: what comes is of the size that it has, and the copy ends",
  async ({ fs }, dir) => {
    const size = 8 << 20;
    for (
      const change of [
        (path: string) => Deno.truncateSync(path, 1 << 20),
        (path: string) => Deno.writeFileSync(path, sample(3 << 20), { append: true }),
        (path: string) => Deno.truncateSync(path),
      ]
    ) {
      Deno.writeFileSync(dir.join("from"), sample(size));
      let changed = false;
      await fs.cp(dir.join("from"), dir.join("to"), {
        onProgress: () => {
          if (!changed) change(dir.join("from"));
          changed = true;
        },
      });
      const copy = Deno.readFileSync(dir.join("to"));
      assertBytes(copy.subarray(0, 1 << 20), sample(size).subarray(0, 1 << 20));
      assert(copy.length === Deno.statSync(dir.join("from")).size || copy.length >= 2 << 20, `${copy.length}`);
      Deno.removeSync(dir.join("to"));
    }
  },
);

if (ROOT) {
  Deno.test("without privileges: the owner is one's own, and set-user-id bits go with it", async () => {
    await using dir = await temporaryDirectory();
    Deno.chmodSync(dir.path, 0o777);
    Deno.mkdirSync(dir.join("tree", "sub"), { recursive: true });
    for (const [name, size] of [["small", 100], ["large", 100_000]] as const) {
      Deno.writeFileSync(dir.join("tree", "sub", name), sample(size));
      Deno.chmodSync(dir.join("tree", "sub", name), 0o6755);
    }
    Deno.writeTextFileSync(dir.join("secret"), "x");
    Deno.chmodSync(dir.join("secret"), 0o600);
    await asNobody(async () => {
      await cp(dir.join("tree"), dir.join("copy"));
      await assertRejects(() => cp(dir.join("secret"), dir.join("stolen")), Deno.errors.PermissionDenied, "EACCES");
      await assertRejects(() => mv(dir.join("tree"), dir.join("tree", "sub", "x")), TypeError);
    });
    for (const name of ["small", "large"]) {
      const { uid, mode, size } = Deno.statSync(dir.join("copy", "sub", name));
      assertEquals([uid, mode! & 0o7777, size], [NOBODY, 0o755, name === "small" ? 100 : 100_000]);
    }
    assertEquals(Deno.statSync(dir.join("copy", "sub")).uid, NOBODY);
    assertEquals(names(dir.path), ["copy", "secret", "tree"]);
    // As root, owners are kept.
    for (const name of ["small", "large"]) Deno.chmodSync(dir.join("copy", "sub", name), 0o4711);
    await cp(dir.join("copy"), dir.join("kept"));
    for (const name of ["small", "large"]) {
      const { uid, mode } = Deno.statSync(dir.join("kept", "sub", name));
      assertEquals([uid, mode! & 0o7777], [NOBODY, 0o4711]);
    }
    assertEquals(Deno.statSync(dir.join("kept")).uid, NOBODY);
    await cp(dir.join("copy"), dir.join("mine"), { preserve: ["mode"] });
    assertEquals(Deno.statSync(dir.join("mine", "sub", "small")).uid, 0);
  });

  everyWay("without privileges: directories that may not be written are replaced all the same", async ({ fs }) => {
    await using dir = await temporaryDirectory();
    Deno.chmodSync(dir.path, 0o777);
    for (const act of ["cp", "mv"] as const) {
      await asNobody(async () => {
        Deno.mkdirSync(dir.join("old", "closed"), { recursive: true });
        Deno.writeTextFileSync(dir.join("old", "closed", "f"), "old");
        Deno.chmodSync(dir.join("old", "closed"), 0o555);
        Deno.writeTextFileSync(dir.join("new"), "new");
        await fs[act](dir.join("new"), dir.join("old"), { force: true });
      });
      assertEquals(Deno.readTextFileSync(dir.join("old")), "new");
      assertEquals(names(dir.path), act === "cp" ? ["new", "old"] : ["old"]);
      Deno.removeSync(dir.join("old"));
    }
  });
}

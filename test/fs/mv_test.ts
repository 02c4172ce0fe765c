/** Moving within a filesystem and to another one. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { sample } from "../handle/bytes.ts";
import { assertFails } from "../handle/failing.ts";
import { command, everyPlace, mounted, MOUNTS } from "../handle/places.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { everyWay, type Way } from "../ways.ts";
import { contents, described, plant } from "./trees.ts";

const KEPT = "%m %U %G %T@ %s %n";

everyPlace("within a filesystem a move is a rename", async ({ fs }, dir) => {
  Deno.mkdirSync(dir.join("from"));
  plant(dir.join("from"));
  const [before, inode] = [await described(dir.join("from"), `${KEPT} %i`), Deno.statSync(dir.join("from")).ino];
  assertEquals(await fs.mv(dir.join("from"), dir.join("to")), dir.join("to"));
  assertEquals(await described(dir.join("to"), `${KEPT} %i`), before);
  assertEquals([Deno.statSync(dir.join("to")).ino, [...Deno.readDirSync(dir.path)].length], [inode, 1]);
  Deno.writeTextFileSync(dir.join("f"), "content");
  await fs.mv(dir.join("f"), dir.join("to", "f"));
  assertEquals(Deno.readTextFileSync(dir.join("to", "f")), "content");
  Deno.symlinkSync("f", dir.join("to", "link"));
  await fs.mv(dir.join("to", "link"), dir.join("link"));
  assertEquals(Deno.readLinkSync(dir.join("link")), "f", "a link is moved itself");
});

/** From the disk to memory, and back. */
async function across(body: (from: TemporaryDirectory, to: TemporaryDirectory) => Promise<void>): Promise<void> {
  for (const [one, other] of [[undefined, "/dev/shm"], ["/dev/shm", undefined]]) {
    await using from = await temporaryDirectory(one);
    await using to = await temporaryDirectory(other);
    await body(from, to);
  }
}

everyWay("to another filesystem everything goes along", async ({ fs }) => {
  await across(async (one, other) => {
    Deno.mkdirSync(one.join("tree"));
    plant(one.join("tree"));
    Deno.linkSync(one.join("tree", "sub", "f4096"), one.join("tree", "second name"));
    await command("mkfifo", one.join("tree", "fifo"));
    await fs.setxattr(one.join("tree", "sub", "f0"), "user.a", "value");
    const [before, data] = [await described(one.join("tree"), KEPT), await contents(one.join("tree"))];
    await fs.mv(one.join("tree"), other.join("tree"));
    assertEquals(await described(other.join("tree"), KEPT), before);
    assertEquals(await contents(other.join("tree")), data);
    assertEquals(new TextDecoder().decode((await fs.getxattr(other.join("tree", "sub", "f0"), "user.a"))!), "value");
    for (const [name, size] of [["small", 10], ["large", 3 << 20]] as const) {
      Deno.writeFileSync(one.join(name), sample(size));
      await fs.mv(one.join(name), other.join(name));
      assertEquals(Deno.statSync(other.join(name)).size, size);
    }
    Deno.symlinkSync("small", one.join("link"));
    await fs.mv(one.join("link"), other.join("link"));
    assertEquals(Deno.readLinkSync(other.join("link")), "small");
    assertEquals([...Deno.readDirSync(one.path)], []);
    assertEquals([...Deno.readDirSync(other.path)].map(({ name }) => name).toSorted(), [
      "large",
      "link",
      "small",
      "tree",
    ]);
  });
});

everyWay("to another filesystem, force and its absence", async (way) => {
  await across(async (one, other) => {
    for (const source of ["file", "tree"]) {
      for (const target of ["file", "tree"]) {
        Deno.mkdirSync(one.join("tree"));
        Deno.writeTextFileSync(one.join("tree", "f"), "new");
        Deno.writeTextFileSync(one.join("file"), "new");
        if (target === "file") Deno.writeTextFileSync(other.join("to"), "old");
        else {
          Deno.mkdirSync(other.join("to"));
          Deno.writeTextFileSync(other.join("to", "old"), "old");
        }
        await assertRejects(() => way.fs.mv(one.join(source), other.join("to")), Deno.errors.AlreadyExists);
        await way.fs.mv(one.join(source), other.join("to"), { force: true });
        assertEquals(Deno.readTextFileSync(other.join("to", source === "tree" ? "f" : "").replace(/\/$/, "")), "new");
        assertEquals([...Deno.readDirSync(other.path)].length, 1);
        Deno.removeSync(other.join("to"), { recursive: true });
        for (const { name } of Deno.readDirSync(one.path)) Deno.removeSync(one.join(name), { recursive: true });
      }
    }
  });
});

/** A filesystem that keeps no attributes. */
async function withoutAttributes(body: (there: TemporaryDirectory, from: TemporaryDirectory) => Promise<void>) {
  await using there = await mounted("ramfs");
  await using from = await temporaryDirectory();
  await body(there, from);
}

function refusesAttributes(operation: "cp" | "mv"): (way: Way) => Promise<void> {
  return (way) =>
    withoutAttributes(async (there, dir) => {
      Deno.writeTextFileSync(dir.join("f"), "content");
      Deno.mkdirSync(dir.join("d"));
      // A tree that replaces nothing grows at its place: only a file leaves nothing.
      for (const name of operation === "mv" ? ["f", "d"] : ["f"]) {
        await way.fs.setxattr(dir.join(name), "user.a", "x");
        const act = () => way.fs[operation](dir.join(name), there.join(name), { preserve: true } as object);
        await assertFails(way, act, "EOPNOTSUPP", Deno.errors.NotSupported);
        const error = await act().catch((error: Error) => error) as Error;
        assert(error.message.includes("ramfs"), error.message);
      }
      assertEquals([...Deno.readDirSync(dir.path)].length, 2, "the source is whole");
      if (operation === "mv") assertEquals([...Deno.readDirSync(there.path)], []);
      await way.fs.cp(dir.join("f"), there.join("plain"));
      assertEquals(Deno.readTextFileSync(there.join("plain")), "content");
    });
}

if (MOUNTS) {
  everyWay("what the filesystem cannot keep does not get lost in a move", refusesAttributes("mv"));
  everyWay("what the filesystem cannot keep does not get lost in a copy that asks for it", refusesAttributes("cp"));
}

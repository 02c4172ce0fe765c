import { assertEquals, assertRejects } from "@std/assert";
import { os } from "../../src/os/os.ts";
import { everyPlace } from "../handle/places.ts";

everyPlace("a hard link is another name of the same file", async ({ fs }, dir) => {
  await Deno.writeTextFile(dir.join("file"), "text");
  assertEquals(await fs.hardlink(dir.join("file"), dir.join("again")), undefined);
  assertEquals(await fs.samefile(dir.join("file"), dir.join("again")), true);
  assertEquals(Deno.statSync(dir.join("file")).nlink, 2);
  await Deno.symlink("file", dir.join("link"));
  await fs.hardlink(dir.join("link"), dir.join("link2"));
  assertEquals(Deno.readLinkSync(dir.join("link2")), "file");
});

everyPlace("a symbolic link keeps its text, of any length and in any letters", async ({ fs }, dir) => {
  const texts = ["x", "../a/../b/", "/absolute", "é \u{1f600}\n", "d/".repeat(500), "\udcff\udc80 not UTF-8"];
  for (const [i, text] of texts.entries()) {
    assertEquals(await fs.symlink(text, dir.join(`link${i}`)), undefined);
    assertEquals(await fs.readlink(dir.join(`link${i}`)), text);
  }
  assertEquals(Deno.readLinkSync(dir.join("link2")), "/absolute");
  await fs.symlink(new URL(`file://${dir.path}`), dir.join("url"), { type: "dir" });
  assertEquals(await fs.readlink(new URL(`file://${dir.join("url")}`)), dir.path);
  await assertRejects(() => fs.symlink("x", dir.join("y"), { type: "door" as "dir" }), TypeError, "junction");
});

everyPlace("realpath resolves links, dots and double slashes", async ({ fs }, dir) => {
  await Deno.mkdir(dir.join("a/b"), { recursive: true });
  await Deno.writeTextFile(dir.join("a/b/file"), "");
  await Deno.symlink("a/b", dir.join("link"));
  const real = Deno.realPathSync(dir.path);
  for (
    const [path, wanted] of [
      ["a/b/file", "a/b/file"],
      ["a//b/./../b/file", "a/b/file"],
      ["link/file", "a/b/file"],
      ["link/", "a/b"],
      ["link/..", "a"],
    ] as const
  ) {
    assertEquals(await fs.realpath(dir.join(path)), `${real}/${wanted}`);
    assertEquals(Deno.realPathSync(dir.join(path)), `${real}/${wanted}`);
  }
  assertEquals(await fs.realpath("/"), "/");
  assertEquals(await fs.realpath("."), Deno.cwd());
  if (os.name !== "linux") return;
  // A name that is not UTF-8 can be used again.
  await fs.mkdir(dir.join("\udcff"));
  assertEquals(await fs.realpath(dir.join("\udcff")), `${real}/\udcff`);
  await fs.rmdir(dir.join("\udcff"));
});

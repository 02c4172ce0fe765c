import { assertEquals, assertThrows } from "@std/assert";
import { metrics, statAll, statSync } from "../mod.ts";
import { rejectionOf } from "./call/thrown.ts";
import { temporaryDirectory } from "./temporary.ts";
import { everyWay } from "./ways.ts";

everyWay("a NUL in a path is a TypeError before any call", async ({ fs }) => {
  const before = metrics().calls;
  for (const path of ["\0", "/etc/passwd\0", "/etc\0/passwd", new URL("file:///etc/passwd%00")]) {
    for (
      const attempt of [
        () => fs.stat(path),
        () => fs.lstat(path),
        () => fs.tryStat(path),
        () => fs.isFile(path),
        () => fs.access(path, "r"),
        () => fs.diskstat(path),
        () => fs.samefile(path, path),
        () => fs.open(path),
        () => fs.open(path, "w"),
        () => fs.readFile(path),
        () => fs.readTextFile(path),
        () => fs.writeFile(path, new Uint8Array(1)),
        () => fs.writeTextFile(path, "x"),
      ]
    ) {
      const error = await rejectionOf(attempt());
      assertEquals(error.constructor, TypeError, `${attempt}`);
      assertEquals(error.code, "EINVAL");
    }
  }
  const passed = metrics().calls - before;
  assertEquals(passed, 0, `${passed} calls were made`);
});

Deno.test("a NUL in one of many paths is that one's error", async () => {
  const [root, bad] = await statAll(["/", "/etc\0"]);
  assertEquals(root instanceof Error, false);
  assertEquals(bad instanceof TypeError, true);
});

everyWay("what is neither a string nor a file URL is a TypeError before any call", async ({ fs }) => {
  const before = metrics().calls;
  for (
    const path of [undefined, null, 1, {}, new Uint8Array(1), new URL("http://localhost/etc"), new URL("data:,x")]
  ) {
    assertEquals((await rejectionOf(fs.stat(path as string))).constructor, TypeError, `${path}`);
    assertEquals((await rejectionOf(fs.open(path as string))).constructor, TypeError, `${path}`);
  }
  assertEquals(metrics().calls - before, 0);
});

everyWay("a URL names what Deno finds there", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  for (const name of ["plain", "with space", "100%", "ü", "a?b", "a#b", "%41", "back\\slash", "new\nline"]) {
    const path = dir.join(name);
    await Deno.writeTextFile(path, name);
    const url = new URL(`file://${dir.path}/${encodeURIComponent(name)}`);
    assertEquals(await fs.readTextFile(url), name);
    assertEquals(await Deno.readTextFile(url), name);
    assertEquals((await fs.stat(url)).size, new TextEncoder().encode(name).length);
  }
});

everyWay("every byte that UTF-8 allows, but NUL and slash, may stand in a name", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  for (const character of everyByte()) {
    // Before, after and within: also longer than what is copied character by character.
    for (const name of [`${character}!`, `${"long ".repeat(12)}${character}`]) {
      const path = dir.join(name);
      await fs.writeTextFile(path, "x");
      assertEquals(Deno.lstatSync(path).size, 1);
      assertEquals((await fs.lstat(path)).size, 1);
      Deno.removeSync(path);
    }
  }
});

/** Characters in whose UTF-8 every byte occurs that may stand in a name. */
function everyByte(): string[] {
  const points = Array.from({ length: 0xbf }, (_, i) => i + 1); // ASCII, and all that may follow a first byte
  for (let point = 0xc0; point < 0x800; point += 0x40) points.push(point); // the first of two
  for (let point = 0x800; point < 0x10000; point += 0x1000) points.push(point); // of three
  for (let point = 0x10000; point < 0x110000; point += 0x40000) points.push(point); // of four
  return [...points, 0xd7ff, 0xe000, 0xfeff, 0xfffd, 0xffff, 0x10ffff].map((point) => String.fromCodePoint(point))
    .filter((character) => character !== "/" && character.isWellFormed());
}

everyWay("a path of 4,095 bytes works, one of 4,096 is ENAMETOOLONG", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("f"), "x");
  await Deno.writeTextFile(dir.join("é"), "xy");
  const padded = (bytes: number, name: string) => {
    const length = new TextEncoder().encode(dir.join(name)).length;
    return `${dir.path}${"/".repeat(bytes - length)}/${name}`;
  };
  assertEquals((await fs.stat(padded(4095, "f"))).size, 1);
  assertEquals((await fs.stat(padded(4095, "é"))).size, 2);
  assertEquals(await fs.readTextFile(padded(4095, "é")), "xy");
  // However much longer it is, and whatever it would be when it was cut.
  for (const bytes of [4096, 4097, 4199, 4200, 4201, 5000, 70_000, 3_000_000]) {
    for (const name of ["f", "é"]) {
      assertEquals((await rejectionOf(fs.stat(padded(bytes, name)))).code, "ENAMETOOLONG", `${bytes} bytes`);
    }
    assertEquals((await rejectionOf(fs.open(padded(bytes, "new"), "w"))).code, "ENAMETOOLONG");
    assertEquals((await rejectionOf(fs.readFile(padded(bytes, "f")))).code, "ENAMETOOLONG");
  }
});

everyWay("the empty path names nothing", async ({ fs }) => {
  for (const attempt of [() => fs.stat(""), () => fs.lstat(""), () => fs.open(""), () => fs.readFile("")]) {
    assertEquals((await rejectionOf(attempt())).code, "ENOENT", `${attempt}`);
  }
  assertEquals(await fs.tryStat(""), null);
});

everyWay("a relative path starts at the current directory of this moment", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.mkdir(dir.join("a"));
  await Deno.writeTextFile(dir.join("a/file"), "content");
  const before = Deno.cwd();
  try {
    Deno.chdir(dir.path);
    assertEquals(await fs.readTextFile("a/file"), "content");
    assertThrows(() => statSync("file"), Deno.errors.NotFound);
    Deno.chdir("a");
    assertEquals(await fs.readTextFile("./file"), "content");
    assertEquals(await fs.readTextFile("../a/file"), "content");
  } finally {
    Deno.chdir(before);
  }
});

everyWay("a lone surrogate that stands for no byte is a TypeError before any call", async ({ fs }) => {
  const before = metrics().calls;
  for (const path of ["\ud800", "/etc/\udc7f", "\udfff/a"]) {
    for (
      const attempt of [() => fs.stat(path), () => fs.open(path), () => fs.readFile(path), () => fs.access(path, "r")]
    ) {
      const error = await rejectionOf(attempt());
      assertEquals(error.constructor, TypeError, `${attempt}`);
      assertEquals(error.code, "EINVAL");
    }
  }
  assertEquals(metrics().calls, before);
});

everyWay("a surrogate that stands for a byte is that byte", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  // Whatever comes between: long and short paths are written in two ways.
  for (const [i, parent] of ["", "a".repeat(100)].entries()) {
    if (parent !== "") await Deno.mkdir(dir.join(parent));
    const name = `${dir.join(parent)}/caf\udce9\udcff`;
    await fs.writeFile(name, new Uint8Array(i + 7));
    assertEquals((await fs.stat(name)).size, i + 7);
    assertEquals((await fs.readFile(name)).length, i + 7);
    assertEquals(await fs.isFile(`${dir.join(parent)}/caf\ufffd\ufffd`), false);
    const error = await rejectionOf(fs.stat(`${name}\udc80`));
    assertEquals([error.code, error.path], ["ENOENT", `${name}\udc80`]);
  }
  const listed = new TextDecoder("latin1").decode((await new Deno.Command("ls", { args: [dir.path] }).output()).stdout);
  assertEquals(listed.includes("caf\u00e9\u00ff\n"), true);
});

import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { mktemp, mktempdir, TempFile, tempname } from "../../mod.ts";
import { scaled, until } from "../call/scale.ts";
import { rejectionOf } from "../call/thrown.ts";
import { asNobody, ROOT } from "../handle/nobody.ts";
import { everyPlace } from "../handle/places.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

const modeOf = (path: string) => Deno.statSync(path).mode! & 0o7777;
const namesIn = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name);

everyPlace("mktemp creates a file of one's own, open to be read and written", async ({ fs }, dir) => {
  const { path, file } = await fs.mktemp(dir.path);
  assertMatch(path, /\/reseau_[0-9A-Za-z]{10}$/);
  assertEquals([modeOf(path), Deno.statSync(path).isFile], [0o600, true]);
  await file.writeAll("text");
  await file.seekStart();
  assertEquals([await file.readText(), Deno.readTextFileSync(path)], ["text", "text"]);
  await file.close();
  assertEquals(namesIn(dir.path).length, 1); // closing does not remove it
  const [again, handle] = await fs.mktemp(dir.path, { prefix: "pre-", suffix: ".txt", cleanup: false }) as unknown as [
    string,
    TempFile["file"],
  ];
  assertMatch(again, /\/pre-[0-9A-Za-z]{10}\.txt$/);
  await handle.close();
});

everyPlace("a temporary file is closed and removed when it is disposed", async ({ fs }, dir) => {
  const open = openDescriptors();
  let kept: TempFile;
  {
    await using temp = await fs.mktemp(dir.path);
    kept = temp;
    assertEquals(namesIn(dir.path).length, 1);
  }
  assertEquals([namesIn(dir.path), kept.file.isOpen], [[], false]);
  {
    using _temp = await fs.mktemp(dir.path);
  }
  {
    await using _temp = await fs.mktemp(dir.path, { cleanup: false });
  }
  assertEquals([namesIn(dir.path).length, openDescriptors()], [1, open]);
});

everyPlace(
  "mktemp and mktempdir with a function remove what they made, whatever happens in it",
  async ({ fs }, dir) => {
    const open = openDescriptors();
    const told = await fs.mktemp((path, file) => [path, file.isOpen, Deno.statSync(path).isFile], dir.path);
    assertEquals(told.slice(1), [true, true]);
    const made = await fs.mktempdir((path) => {
      Deno.mkdirSync(`${path}/a/b`, { recursive: true });
      Deno.writeTextFileSync(`${path}/a/b/file`, "");
      Deno.symlinkSync("/", `${path}/link`);
      return path;
    }, dir.path);
    assertMatch(made, /\/reseau_[0-9A-Za-z]{10}$/);
    const thrower = () => {
      throw new Error("from within");
    };
    await assertRejects(async () => await fs.mktemp(thrower, dir.path), Error, "from within");
    await assertRejects(async () => await fs.mktempdir(thrower, dir.path), Error, "from within");
    assertEquals([namesIn(dir.path), openDescriptors()], [[], open]);
  },
);

everyPlace("mktempdir makes a directory of one's own", async ({ fs }, dir) => {
  const path = await fs.mktempdir(dir.path, { prefix: "p-", suffix: "-s" });
  assertMatch(path, /\/p-[0-9A-Za-z]{10}-s$/);
  assertEquals(modeOf(path), 0o700);
  assertEquals((await fs.mktempdir(`${dir.path}/`)).includes("//"), false);
  await Deno.mkdir(dir.join("sub"));
  assertEquals((await fs.mktempdir(dir.path, { prefix: "sub/x" })).startsWith(dir.join("sub/x")), true);
  assertEquals((await rejectionOf(fs.mktempdir(dir.path, { prefix: "none/x" }))).code, "ENOENT");
  const relative = await fs.cd(() => fs.mktempdir(""), dir.path);
  assertMatch(relative as string, /^reseau_/);
  assertEquals(namesIn(dir.path).includes(relative as string), true);
});

everyWay("unreadable directories do not keep a temporary one from being removed", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.chmod(dir.path, 0o777);
  const body = () =>
    fs.mktempdir((path) => {
      Deno.mkdirSync(`${path}/closed/inner`, { recursive: true });
      Deno.writeTextFileSync(`${path}/closed/inner/file`, "");
      Deno.chmodSync(`${path}/closed/inner`, 0o000);
      Deno.chmodSync(`${path}/closed`, 0o000);
    }, dir.path);
  await (ROOT ? asNobody(body) : body());
  assertEquals(namesIn(dir.path), []);
});

everyPlace("tempname names what is not there, in a directory", async ({ fs }, dir) => {
  const path = await fs.tempname(dir.path, { suffix: ".x" });
  assertMatch(path, /\/reseau_[0-9A-Za-z]{10}\.x$/);
  assertEquals(namesIn(dir.path), []);
  await Deno.writeTextFile(dir.join("file"), "");
  for (const parent of ["file", "none"]) {
    await assertRejects(() => fs.tempname(dir.join(parent)), TypeError, "not a directory");
  }
  await assertRejects(() => fs.tempname(dir.path, { maxTries: 0 }), RangeError, "maxTries");
});

Deno.test("names do not repeat, and use every letter", async () => {
  await using dir = await temporaryDirectory();
  const count = scaled(2000);
  const names = new Set(await Promise.all(Array.from({ length: count }, () => tempname(dir.path, { cleanup: false }))));
  assertEquals(names.size, count);
  const letters = new Set([...names].flatMap((name) => [...name.slice(-10)]));
  if (count === 2000) assertEquals(letters.size, 62);
});

everyWay("tempdir is the first of the variables that is set", async ({ fs }) => {
  const variables = ["TMPDIR", "TMP", "TEMP", "TEMPDIR"];
  const before = variables.map((name) => Deno.env.get(name));
  const set = (values: (string | undefined)[]) =>
    variables.forEach((name, i) => values[i] === undefined ? Deno.env.delete(name) : Deno.env.set(name, values[i]!));
  await using dir = await temporaryDirectory();
  try {
    for (const i of variables.keys()) {
      set(variables.map((_, k) => k < i ? undefined : `${dir.path}${k === i ? "/" : "/no"}`));
      assertEquals(await fs.tempdir(), dir.path);
      assertEquals((await fs.tempname()).startsWith(`${dir.path}/`), true);
    }
    set([undefined, "", undefined, undefined]);
    assertEquals(await fs.tempdir(), "/tmp");
    set(["/", undefined, undefined, undefined]);
    assertEquals(await fs.tempdir(), "/");
    set(["/no/such", undefined, undefined, undefined]);
    const warn = console.warn;
    const warnings: unknown[] = [];
    console.warn = (warning) => warnings.push(warning);
    try {
      assertEquals(await fs.tempdir(), "/no/such");
    } finally {
      console.warn = warn;
    }
    assertMatch(String(warnings), /\/no\/such/);
    assertEquals((await fs.tempname(dir.path)).startsWith(`${dir.path}/`), true);
  } finally {
    set(before);
  }
});

Deno.test("what is given up is not left", async () => {
  await using dir = await temporaryDirectory();
  const open = openDescriptors();
  for (let i = 0; i < 60; i++) {
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const creating: Promise<unknown> = [
      () => mktemp(dir.path, options),
      () => mktempdir(dir.path, options),
      () => mktempdir(() => {}, dir.path, options),
      () => mktemp(() => {}, dir.path, options),
    ][i % 4]!();
    for (let k = 0; k < i % 5; k++) await Promise.resolve();
    controller.abort();
    const made = await creating.catch((error) => assertEquals(error, controller.signal.reason));
    // It may have been quicker than its signal.
    if (typeof made === "string") await Deno.remove(made);
    if (made instanceof TempFile) await made[Symbol.asyncDispose]();
  }
  // What was under way ends after the promise has rejected.
  await until(() => namesIn(dir.path).length === 0 && openDescriptors() <= open, "nothing is left");
});

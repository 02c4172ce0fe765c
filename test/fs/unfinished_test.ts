/** Operations of many steps that end early: what they did, and what they left. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { chmod, cp, mkpath, mv, rm, type SystemError, type Unfinished } from "../../mod.ts";
import { until } from "../call/scale.ts";
import { rejectionOf } from "../call/thrown.ts";
import { sample } from "../handle/bytes.ts";
import { asNobody, NOBODY, ROOT } from "../handle/nobody.ts";
import { everyPlace, mounted, MOUNTS } from "../handle/places.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

const names = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name).toSorted();

/** How many entries a tree has, itself among them. */
function count(path: string): number {
  return 1 + [...Deno.readDirSync(path)].map(({ name, isDirectory }) => isDirectory ? count(`${path}/${name}`) : 1)
    .reduce((sum, one) => sum + one, 0);
}

/** What an operation tells when it ends early, and what its error says. */
async function unfinished(act: (told: (unfinished: Unfinished) => void) => Promise<unknown>) {
  const told: Unfinished[] = [];
  const error = await rejectionOf(act((unfinished) => told.push(unfinished)));
  assertEquals(told, [{ done: error.done!, left: error.left! }], error.message);
  return error;
}

everyPlace("an error before anything was done says nothing of it", async ({ fs }, dir) => {
  Deno.writeTextFileSync(dir.join("file"), "");
  const none = dir.join("none");
  const errors: SystemError[] = [
    await unfinished((onUnfinished) => fs.cp(none, dir.join("copy"), { onUnfinished })),
    await unfinished((onUnfinished) => fs.cptree(dir.join("file"), dir.join("copy"), { onUnfinished })),
    await unfinished((onUnfinished) => fs.cp(dir.path, dir.join("file"), { onUnfinished })),
    await unfinished((onUnfinished) => fs.mv(none, dir.join("moved"), { onUnfinished })),
    await unfinished((onUnfinished) => fs.rm(none, { recursive: true, onUnfinished })),
    await unfinished((onUnfinished) => fs.chmod(none, 0o700, { recursive: true, onUnfinished })),
    await unfinished((onUnfinished) => fs.chown(none, null, null, { recursive: true, onUnfinished })),
    await unfinished((onUnfinished) => fs.mkpath(dir.join("file/x"), { onUnfinished })),
  ];
  for (const { done, left, message } of errors) {
    assertEquals([done, left], [0, []]);
    assert(!/entr|left|complete/.test(message), message);
  }
});

everyPlace("nobody is told of what has come to its end", async ({ fs }, dir) => {
  const onUnfinished = () => {
    throw new Error("told");
  };
  await fs.mkpath(dir.join("a/b/c"), { onUnfinished });
  await fs.mkdir(dir.join("a/b/d/e"), { recursive: true, onUnfinished });
  await fs.chmod(dir.join("a"), 0o700, { recursive: true, onUnfinished });
  await fs.cp(dir.join("a"), dir.join("b"), { onUnfinished });
  await fs.mv(dir.join("b"), dir.join("c"), { onUnfinished });
  await fs.rm(dir.join("c"), { recursive: true, onUnfinished });
  assertEquals(names(dir.path), ["a"]);
});

everyPlace("what a caller's own function throws stays as it is", async ({ fs }, dir) => {
  Deno.mkdirSync(dir.join("from"));
  Deno.writeTextFileSync(dir.join("from/file"), "x");
  const told: Unfinished[] = [];
  const mine = new RangeError("mine");
  const onProgress = () => {
    throw mine;
  };
  const onUnfinished = (unfinished: Unfinished) => told.push(unfinished);
  const error = await rejectionOf(fs.cp(dir.join("from"), dir.join("to"), { onProgress, onUnfinished }));
  assertEquals([error as Error, error.message, error.done], [mine, "mine", undefined]);
  assertEquals(told, [{ done: 1, left: [dir.join("to")] }]);
});

if (ROOT) {
  everyPlace("rm says how many went, and which stay", async ({ fs }, dir) => {
    Deno.chmodSync(dir.path, 0o777);
    for (const name of ["tree", "tree/a", "tree/closed"]) Deno.mkdirSync(dir.join(name));
    for (const name of ["tree/1", "tree/2", "tree/a/3", "tree/closed/4", "tree/closed/5"]) {
      Deno.writeTextFileSync(dir.join(name), "");
    }
    for (const name of ["tree", "tree/a"]) Deno.chownSync(dir.join(name), NOBODY, NOBODY);
    const error = await asNobody(() =>
      unfinished((onUnfinished) => fs.rm(dir.join("tree"), { recursive: true, onUnfinished }))
    );
    assertEquals([error.code, error.done], ["EACCES", 4]);
    assertEquals([...error.left!].toSorted(), [dir.join("tree/closed/4"), dir.join("tree/closed/5")]);
    assertMatch(error.message, /4 entries were removed, '.*tree\/closed\/.' are left \(EACCES\)$/);
    assertEquals([names(dir.join("tree")), names(dir.join("tree/closed"))], [["closed"], ["4", "5"]]);
  });

  everyWay("a move whose source cannot go says that the copy is complete", async ({ fs }) => {
    await using one = await temporaryDirectory();
    await using other = await temporaryDirectory("/dev/shm");
    for (const { path } of [one, other]) Deno.chmodSync(path, 0o777);
    for (const name of ["tree", "tree/a", "tree/closed"]) Deno.mkdirSync(one.join(name));
    for (const name of ["tree/a/1", "tree/closed/2"]) Deno.writeTextFileSync(one.join(name), name);
    for (const name of ["tree", "tree/a"]) Deno.chownSync(one.join(name), NOBODY, NOBODY);
    const error = await asNobody(() =>
      unfinished((onUnfinished) => fs.mv(one.join("tree"), other.join("tree"), { onUnfinished }))
    );
    assertEquals([error.code, error.done, error.left], ["EACCES", 2, [one.join("tree/closed/2")]]);
    assertMatch(
      error.message,
      /the copy at '.*tree' is complete, 2 entries were removed, '.*closed\/2' is left \(EACCES\)$/,
    );
    assertEquals([count(one.join("tree")), count(other.join("tree"))], [3, 5]);
  });

  everyWay("what was replaced and cannot go is named", async ({ fs }) => {
    await using dir = await temporaryDirectory();
    Deno.chmodSync(dir.path, 0o777);
    for (const act of ["cp", "mv"] as const) {
      Deno.mkdirSync(dir.join("old/closed"), { recursive: true });
      Deno.writeTextFileSync(dir.join("old/closed/file"), "old");
      Deno.chownSync(dir.join("old"), NOBODY, NOBODY);
      Deno.writeTextFileSync(dir.join("new"), "new");
      Deno.chownSync(dir.join("new"), NOBODY, NOBODY);
      const error = await asNobody(() =>
        unfinished((onUnfinished) => fs[act](dir.join("new"), dir.join("old"), { force: true, onUnfinished }))
      );
      assertEquals(error.code === "EACCES" || error.code === "EPERM", true, error.message);
      const [left] = error.left!;
      assertMatch(error.message, /'.*\/old' is complete, .*'.*\/\.reseau-[a-z2-7]+' is left \(E[A-Z]+\)$/);
      assertEquals([error.left!.length, Deno.readTextFileSync(`${left}/closed/file`)], [1, "old"]);
      assertEquals(Deno.readTextFileSync(dir.join("old")), "new");
      for (const name of names(dir.path)) Deno.removeSync(dir.join(name), { recursive: true });
    }
  });
}

if (MOUNTS) {
  everyWay("a copy that does not fit says what of it is there", async ({ fs }) => {
    await using small = await mounted("tmpfs", "size=1m");
    await using dir = await temporaryDirectory();
    Deno.mkdirSync(dir.join("tree/sub"), { recursive: true });
    for (let i = 0; i < 100; i++) Deno.writeFileSync(dir.join(i % 2 ? "tree" : "tree/sub", `${i}`), sample(20_000, i));
    const error = await unfinished((onUnfinished) => fs.cp(dir.join("tree"), small.join("new"), { onUnfinished }));
    const files = count(small.join("new")) - names(small.path).length -
      (names(small.join("new")).includes("sub") ? 1 : 0);
    assertEquals([error.code, error.left], ["ENOSPC", [small.join("new")]]);
    assertEquals(error.done, files);
    assertMatch(error.message, new RegExp(`, ${files} entries were copied, '.*/new' is left \\(ENOSPC\\)$`));
    // What replaces something is removed again.
    Deno.removeSync(small.join("new"), { recursive: true });
    Deno.writeTextFileSync(small.join("old"), "old");
    for (const act of ["cp", "mv"] as const) {
      const error = await unfinished((onUnfinished) =>
        fs[act](dir.join("tree"), small.join("old"), { force: true, onUnfinished })
      );
      assertEquals([error.code, error.done, error.left], ["ENOSPC", 0, []]);
      assert(error.message.endsWith("(ENOSPC)") && !/entr|is left/.test(error.message), error.message);
    }
    assertEquals([names(small.path), count(dir.join("tree"))], [["old"], 102]);
  });
}

Deno.test("what is given up by its signal tells when it has ended, and the reason stays as it is", async () => {
  await using dir = await temporaryDirectory();
  for (let d = 0; d < 10; d++) {
    Deno.mkdirSync(dir.join(`from/${d}`), { recursive: true });
    for (let i = 0; i < 20; i++) Deno.writeFileSync(dir.join(`from/${d}/${i}`), sample(3000, i));
  }
  const given = async (act: (options: object, abort: () => void) => Promise<unknown>) => {
    const controller = new AbortController();
    const told: Unfinished[] = [];
    const reason = Object.assign(new Error("enough"), { syscall: "mine" });
    const onUnfinished = (unfinished: Unfinished) => told.push(unfinished);
    const error = await rejectionOf(act({ signal: controller.signal, onUnfinished }, () => controller.abort(reason)));
    assertEquals([error as Error, error.message, error.done], [reason, "enough", undefined]);
    await until(() => told.length > 0, "it is told");
    assertEquals(told.length, 1);
    return told[0]!;
  };
  const copy = await given((options, abort) =>
    cp(dir.join("from"), dir.join("to"), {
      ...options,
      concurrency: 4,
      onProgress: ({ files }) => void (files >= 50 && abort()),
    })
  );
  const files = count(dir.join("to")) - 1 - names(dir.join("to")).length;
  assertEquals(copy.left, [dir.join("to")]);
  assert(copy.done >= 50 && files >= 50 && files < 200, `${copy.done}, ${files}`);
  const over = await given((options, abort) =>
    cp(dir.join("from"), dir.join("to"), {
      ...options,
      force: true,
      onProgress: ({ files }) => void (files >= 50 && abort()),
    })
  );
  assertEquals([over, names(dir.path)], [{ done: 0, left: [] }, ["from", "to"]]);
  for (const act of [rm, (path: string, options: object) => chmod(path, 0o700, options)]) {
    const before = count(dir.join("to"));
    const early = await given((options, abort) => {
      const done = act(dir.join("to"), { ...options, recursive: true });
      abort();
      return done;
    });
    const after = count(dir.join("to"));
    assert(act !== rm || (early.done <= before - after && early.left.includes(dir.join("to"))), JSON.stringify(early));
  }
  const made = await given((options, abort) => {
    const done = mkpath(dir.join("a/b/c"), options);
    abort();
    return done;
  });
  assert(made.done <= 3 && made.left.every((path) => path.startsWith(dir.join("a"))), JSON.stringify(made));
});

Deno.test("a move to another filesystem that is given up leaves one of the two whole, and says which", async () => {
  if (Deno.build.os === "windows") return; // it has one volume for temporary files
  await using one = await temporaryDirectory();
  await using other = await temporaryDirectory("/dev/shm");
  const [from, to] = [one.join("tree"), other.join("tree")];
  const seen = new Set<string>();
  for (let turns = 0; turns < 60 && !seen.has("moved"); turns++) {
    for (let d = 0; d < 4; d++) {
      Deno.mkdirSync(`${from}/${d}`, { recursive: true });
      for (let i = 0; i < 40; i++) Deno.writeFileSync(`${from}/${d}/${i}`, sample(100, i));
    }
    const whole = count(from);
    const controller = new AbortController();
    const told: Unfinished[] = [];
    const move = mv(from, to, { signal: controller.signal, onUnfinished: (unfinished) => told.push(unfinished) })
      .then(() => "moved", () => "given up");
    // Ever later: each turn of the event loop brings it further.
    for (let i = 0; i < turns * turns; i++) await new Promise((resolve) => setTimeout(resolve, 0));
    controller.abort();
    const outcome = await move;
    if (outcome === "given up") await until(() => told.length > 0, "it is told");
    const [{ done, left }] = told.length > 0 ? told as [Unfinished] : [{ done: 0, left: [] as readonly string[] }];
    const state = `${turns}: ${outcome}, ${done}, ${left}`;
    const copied = names(other.path).includes("tree");
    if (outcome === "moved") assertEquals([count(to), names(one.path)], [whole, []], state);
    else if (copied) assertEquals(count(to), whole, state);
    else assertEquals([count(from), done, left], [whole, 0, []], state);
    if (outcome === "given up" && copied) {
      const there = names(one.path).includes("tree") ? count(from) : 0;
      assert(left.some((path) => path === to || path.startsWith(from)), state);
      assert(done <= (there === whole ? whole : whole - there), state);
    }
    assert(names(other.path).every((name) => name === "tree"), state);
    seen.add(outcome === "moved" ? "moved" : copied ? "copied" : "nothing");
    for (const path of [from, to]) await rm(path, { recursive: true, force: true });
  }
  assert(seen.has("moved") && seen.has("nothing"), `${[...seen]}`);
});

Deno.test("an error without a code is told, too: a copy that may not read something below", async () => {
  const { valueOfScript } = await import("../call/subprocess.ts");
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("from"));
  for (const name of ["a", "denied"]) Deno.writeTextFileSync(dir.join("from", name), "x");
  const script = `
    let error;
    try { files.cpSync(${JSON.stringify(dir.join("from"))}, ${
    JSON.stringify(dir.join("to"))
  }); } catch (thrown) { error = thrown; }
    const left = error.left.map((path) => path.replaceAll("\\\\", "/"));
    console.log(JSON.stringify([error.name, left, typeof error.done, error.stack.includes("is left")]));`;
  const flags = [
    "--allow-ffi",
    `--allow-read=${dir.path}`,
    `--deny-read=${dir.join("from/denied")}`,
    `--allow-write=${dir.path}`,
  ];
  assertEquals(await valueOfScript(script, flags), [
    "NotCapable",
    [dir.join("to").replaceAll("\\", "/")],
    "number",
    true,
  ]);
  await assertRejects(() => Deno.stat(dir.join("to/denied")), Deno.errors.NotFound);
});

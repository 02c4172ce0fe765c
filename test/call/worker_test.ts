import { assert, assertEquals } from "@std/assert";
import { configure, metrics, readFiles, stat } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import { openIn } from "./open_in.ts";
import { scaled, turn } from "./scale.ts";
import { valueOfScript } from "./subprocess.ts";

const MODULE = new URL("../../mod.ts", import.meta.url).href;
const WATCHING = new URL("../../src/watching/watching.ts", import.meta.url).href;

/** Runs a worker's script until it posts its answer. */
async function answerOf<T>(script: string, question: unknown): Promise<T> {
  const source = `import * as files from ${JSON.stringify(MODULE)};
    self.onmessage = async ({ data }) => {
      try {
        self.postMessage({ value: await (${script})(data) });
      } catch (error) {
        self.postMessage({ error: String(error) });
      }
    };`;
  const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  worker.onmessage = ({ data }) => data.error === undefined ? resolve(data.value) : reject(new Error(data.error));
  worker.onerror = (event) => (event.preventDefault(), reject(new Error(event.message)));
  worker.postMessage(question);
  try {
    return await promise;
  } finally {
    worker.terminate();
  }
}

const WORK = `async (dir) => {
  const before = files.metrics().calls;
  const codes = [];
  for (const options of [{}, { tryNow: false }, { tryNow: false, batch: false }]) {
    files.configure({ tryNow: true, batch: true, ...options });
    await Promise.all(Array.from({ length: 500 }, async (_, i) => {
      const path = dir + "/" + crypto.randomUUID();
      await files.writeTextFile(path, "content " + i);
      if (await files.readTextFile(path) !== "content " + i) throw new Error("another's content");
      const file = await files.open(path);
      if (await file.size() !== ("content " + i).length) throw new Error("another's size");
      await file.close();
      codes.push(await files.stat(path + "/none").then(() => "none", (error) => error.code));
      try {
        files.statSync(path + "/none");
      } catch (error) {
        codes.push(error.code);
      }
    }));
  }
  return { before, wrong: codes.filter((code) => code !== "ENOTDIR").length, options: files.configure() };
}`;

Deno.test("workers have the library each for itself, beside one another and this thread", async () => {
  await using dir = await temporaryDirectory();
  await stat("/");
  const before = metrics().calls;
  const answers = await Promise.all(
    [1, 2, 3].map(() => answerOf<{ before: number; wrong: number; options: { batch: boolean } }>(WORK, dir.path)),
  );
  for (const { before, wrong, options } of answers) {
    assertEquals({ before, wrong, batch: options.batch }, { before: 0, wrong: 0, batch: false });
  }
  assert(metrics().calls - before < 100, "the workers' thousands of calls are not counted here");
  assertEquals(configure().batch, true);
  assertEquals(openIn(dir.path), []);
});

Deno.test("a worker that ends behind its calls leaves nothing open", async () => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "content");
  for (let i = 0; i < 5; i++) {
    const lengths = await answerOf<number[]>(
      `async (path) => {
        await using file = await files.open(path);
        using other = files.openSync(path);
        const contents = await files.readFiles(Array(2000).fill(path));
        return [...new Set(contents.map(({ length }) => length))];
      }`,
      dir.join("file"),
    );
    assertEquals(lengths, [7]);
    assertEquals(openIn(dir.path), []);
    assertEquals((await stat(dir.path)).isDirectory, true);
  }
});

Deno.test("workers are terminated in the middle of their calls, and nobody's memory suffers", async () => {
  await using dir = await temporaryDirectory();
  const paths = Array.from({ length: 64 }, (_, i) => dir.join(String(i)));
  for (const path of paths) await Deno.writeTextFile(path, path);
  const source = `import * as files from ${JSON.stringify(MODULE)};
    files.configure({ tryNow: false });
    self.onmessage = async ({ data }) => {
      self.postMessage("started");
      for (;;) await Promise.all([...data.map((path) => files.stat(path)), files.readFiles(data)]);
    };`;
  for (let i = 0; i < scaled(50); i++) {
    const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" });
    const { promise, resolve } = Promise.withResolvers<unknown>();
    worker.onmessage = resolve;
    worker.postMessage(paths);
    await promise;
    for (let turns = i % 7; turns > 0; turns--) await turn();
    worker.terminate();
    const contents = await readFiles(paths);
    assertEquals(contents.map((bytes) => new TextDecoder().decode(bytes as Uint8Array)), paths);
  }
});

Deno.test("workers are terminated while they watch: their calls come back to nobody, and the process ends", async () => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("watched"));
  const COUNT = 2;
  const TARGET = Symbol.for("reseau:files:target");
  const target = JSON.stringify((globalThis as { [TARGET]?: unknown })[TARGET]);
  const source = `${target === undefined ? "" : `globalThis[Symbol.for("reseau:files:target")] = ${target};`}
    const { watch } = await import(${JSON.stringify(WATCHING)});
    const watcher = watch(${JSON.stringify(dir.join("watched"))});
    await watcher.ready;
    self.postMessage("watching");
    for await (const _ of watcher);`;
  // What changes makes the calls come back that are still under way: into what may be others' memory by then.
  const script = `const source = ${JSON.stringify(`data:text/javascript,${encodeURIComponent(source)}`)};
    const damaged = [];
    for (let i = 0; i < ${COUNT}; i++) {
      const worker = new Worker(source, { type: "module" });
      const { promise, resolve, reject } = Promise.withResolvers();
      worker.onmessage = resolve;
      worker.onerror = (event) => (event.preventDefault(), reject(new Error(event.message)));
      await promise;
      worker.terminate();
      const memory = [];
      for (let turns = 0; turns < 50; turns++) {
        memory.push(...Array.from({ length: 10 }, () => new Uint8Array(8192).fill(7)));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      Deno.writeTextFileSync(${JSON.stringify(dir.join("watched"))} + "/" + i, "");
      for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setTimeout(resolve, 1));
      damaged.push(memory.filter((bytes) => bytes.some((byte) => byte !== 7)).length);
    }
    console.log(JSON.stringify(damaged));`;
  assertEquals(await valueOfScript(script, ["-A"]), Array(COUNT).fill(0));
});

/** What a watcher means to the process that it is in. */
import { assert, assertEquals } from "@std/assert";
import { runScript } from "../call/subprocess.ts";
import { temporaryDirectory } from "../temporary.ts";

const MODULE = new URL("../../src/watching/watching.ts", import.meta.url).href;
const IMPORT = `const { watch } = await import(${JSON.stringify(MODULE)});`;

Deno.test("a process ends although an unreferenced watcher watches, and is told of what happens until then", async () => {
  await using dir = await temporaryDirectory();
  const { success, stdout, stderr } = await runScript(
    `${IMPORT}
    const path = ${JSON.stringify(dir.path)};
    const watcher = watch(path);
    await watcher.ready;
    watcher.unref();
    Deno.mkdirSync(path + "/a");
    const timer = setTimeout(() => {}, 60_000);
    watcher.next().then(({ value }) => (console.log(value.kind), clearTimeout(timer), watcher.next()));`,
    ["-A"],
  );
  assertEquals({ success, stdout, stderr }, { success: true, stdout: "create\n", stderr: "" });
});

Deno.test("a watcher of nothing keeps the process, too, until it is let go", async () => {
  const { success, stdout, stderr } = await runScript(
    `${IMPORT}
    const watcher = watch([]);
    await watcher.ready;
    const timer = setTimeout(() => (console.log("kept"), watcher.unref()), 20);
    Deno.unrefTimer(timer);
    watcher.next();`,
    ["-A"],
  );
  assertEquals({ success, stdout, stderr }, { success: true, stdout: "kept\n", stderr: "" });
});

Deno.test("whoever watches and is told nothing does nothing, referenced or not", async () => {
  await using dir = await temporaryDirectory();
  const { stdout, stderr } = await runScript(
    `${IMPORT}
    const { metrics } = files;
    const watcher = watch(${JSON.stringify(dir.path)});
    await watcher.ready;
    // What has begun comes to its end, at some time; looking from time to time does not.
    const isQuiet = async () => {
      for (let i = 0; i < 60; i++) {
        const before = metrics().calls;
        await new Promise((resolve) => setTimeout(resolve, 500));
        if (metrics().calls === before) return true;
      }
      return false;
    };
    const referenced = await isQuiet();
    watcher.unref();
    console.log(referenced, await isQuiet());
    watcher.next();`,
    ["-A"],
  );
  // Not so where Deno has no way to let go of a pending call (letting_go.ts): then it looks every 50 ms.
  assertEquals([stdout, stderr], ["true true\n", ""]);
});

Deno.test("a polling watcher lets the process end, too, and ref() takes that back", async () => {
  await using dir = await temporaryDirectory();
  const { success, stdout, stderr } = await runScript(
    `${IMPORT}
    const path = ${JSON.stringify(dir.path)};
    const watcher = watch(path, { backend: "poll", interval: 10 });
    await watcher.ready;
    watcher.unref();
    watcher.ref();
    setTimeout(() => Deno.mkdirSync(path + "/a"), 20);
    watcher.next().then(({ value }) => (console.log(value.kind), watcher.unref(), watcher.next()));`,
    ["-A"],
  );
  assertEquals({ success, stdout, stderr }, { success: true, stdout: "create\n", stderr: "" });
});

Deno.test("SIGINT ends a process with watchers", async () => {
  await using dir = await temporaryDirectory();
  const script = `${IMPORT}
    const watcher = watch(${JSON.stringify(dir.path)});
    await watcher.ready;
    console.log("ready");
    for await (const _ of watcher);`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  assertEquals(new TextDecoder().decode((await reader.read()).value), "ready\n");
  await reader.cancel();
  child.kill("SIGINT");
  assertEquals((await child.status).signal, "SIGINT");
});

Deno.test("an uncaught error ends a process with watchers", async () => {
  await using dir = await temporaryDirectory();
  const { success, stderr } = await runScript(
    `${IMPORT}
    const watcher = watch(${JSON.stringify(dir.path)});
    await watcher.ready;
    setTimeout(() => { throw new Error("out of here"); }, 10);
    for await (const _ of watcher);`,
    ["-A"],
  );
  assert(!success && stderr.includes("out of here"), stderr);
});

Deno.test("a worker watches for itself, beside the others", async () => {
  await using dir = await temporaryDirectory();
  const source = `import { watch } from ${JSON.stringify(MODULE)};
    self.onmessage = async ({ data }) => {
      using watcher = watch(data);
      await watcher.ready;
      self.postMessage("ready");
      self.postMessage((await watcher.next()).value.path);
    };`;
  const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" });
  const answers: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  worker.onerror = (event) => (event.preventDefault(), reject(new Error(event.message)));
  worker.onmessage = ({ data }) => {
    answers.push(data);
    if (data === "ready") Deno.mkdirSync(dir.join("a"));
    else resolve();
  };
  worker.postMessage(dir.path);
  await promise;
  worker.terminate();
  assertEquals(answers, ["ready", dir.join("a")]);
});

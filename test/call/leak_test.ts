import { assert, assertEquals } from "@std/assert";
import { runScript, valueOfScript } from "./subprocess.ts";

const FLAGS = ["--allow-all", "--v8-flags=--expose-gc"];

interface Leak {
  readonly name: string;
  readonly fd: number;
  readonly path: string;
  readonly openedAt?: string;
}

Deno.test("a handle that is collected unclosed is closed, and told of with its path and where it was opened", async () => {
  const { messages, numbers, open } = await valueOfScript<{ messages: Leak[]; numbers: number[]; open: string[] }>(
    `
    import { channel } from "node:diagnostics_channel";
    const messages = [];
    channel("reseau:files:call").subscribe((message) => message.name === "leak" && messages.push(message));
    const dir = Deno.makeTempDirSync();
    async function openHere(name) {
      const path = dir + "/" + name;
      const file = name.startsWith("sync") ? files.openSync(path, "w") : await files.open(path, "w");
      await file.write(new Uint8Array(3));
      if (name.endsWith("closed")) await file.close();
      return file.fd;
    }
    const numbers = [await openHere("sync, not traced"), await openHere("not traced")];
    await openHere("closed");
    files.configure({ traceHandles: true });
    numbers.push(await openHere("sync, traced"), await openHere("traced"));
    await openHere("sync, closed");
    for (let i = 0; i < 1000 && messages.length < 4; i++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const open = [...Deno.readDirSync("/proc/self/fd")].flatMap(({ name }) => {
      try {
        return [Deno.readLinkSync("/proc/self/fd/" + name)];
      } catch {
        return [];
      }
    }).filter((target) => target.startsWith(dir));
    Deno.removeSync(dir, { recursive: true });
    console.log(JSON.stringify({ messages, numbers, open }));
    `,
    FLAGS,
  );
  assertEquals(open, []);
  assertEquals(messages.map(({ fd }) => fd).sort(), numbers.sort());
  const names = messages.map(({ path }) => path.split("/").at(-1)).sort();
  assertEquals(names, ["not traced", "sync, not traced", "sync, traced", "traced"]);
  for (const { path, openedAt } of messages) {
    if (path.includes("not traced")) assertEquals(openedAt, undefined);
    else assert(openedAt!.includes("openHere"), openedAt);
  }
});

Deno.test("a handle that is still in use is not collected", async () => {
  const { success, stdout, stderr } = await runScript(
    `
    import { channel } from "node:diagnostics_channel";
    channel("reseau:files:call").subscribe((message) => message.name === "leak" && console.log("leak", message.path));
    files.configure({ tryNow: false });
    const path = Deno.makeTempFileSync();
    Deno.writeFileSync(path, new Uint8Array(1 << 20));
    async function read() {
      const reading = [];
      {
        const file = await files.open(path);
        for (let i = 0; i < 200; i++) reading.push(file.read(new Uint8Array(1 << 12)));
      }
      gc();
      const lengths = await Promise.all(reading);
      console.log(lengths.every((length) => length === 1 << 12));
      const stream = (await files.open(path)).readable;
      gc();
      await new Promise((resolve) => setTimeout(resolve, 20));
      gc();
      let length = 0;
      for await (const chunk of stream) length += chunk.length, gc();
      console.log(length === 1 << 20);
    }
    await read();
    Deno.removeSync(path);
    `,
    FLAGS,
  );
  assert(success, stderr);
  assertEquals(stdout.split("\n").filter((line) => line.startsWith("true")).length, 2);
});

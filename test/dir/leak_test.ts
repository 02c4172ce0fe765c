import { assertEquals } from "@std/assert";
import { valueOfScript } from "../call/subprocess.ts";
import { temporaryDirectory } from "../temporary.ts";

Deno.test("a directory handle that is collected unclosed is closed, and told of; one whose entries are asked for is not", async () => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("kept"));
  const { leaks, kept } = await valueOfScript<{ leaks: string[]; kept: string[] }>(
    `
    import { channel } from "node:diagnostics_channel";
    const path = ${JSON.stringify(dir.path)};
    const leaks = [];
    channel("reseau:files:call").subscribe((message) => message.name === "leak" && leaks.push(message.path));
    async function openHere(options) {
      await (await files.openDir(path, options)).stat("kept");
    }
    async function scanHere() {
      return (await files.openDir(path + "/kept", { beneath: true })).scandir();
    }
    const scan = await scanHere();
    await openHere({});
    await openHere({ beneath: true });
    for (let i = 0; i < 1000 && leaks.length < 2; i++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const kept = await Array.fromAsync(scan);
    console.log(JSON.stringify({ leaks, kept }));
    `,
    ["--allow-all", "--v8-flags=--expose-gc"],
  );
  assertEquals([leaks, kept], [[dir.path, dir.path], []]);
});

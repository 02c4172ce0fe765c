/** A small file is written in one trip, and what turns out to be none is written as ever. */
import { fromFileUrl } from "@std/path/from-file-url";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { assert, assertEquals } from "@std/assert";
import { target } from "../../ffi/target.ts";
import { type CallMessage, writeFile } from "../../mod.ts";
import { assertBytes, sample } from "../handle/bytes.ts";
import { command, mounted, MOUNTS } from "../handle/places.ts";
import { valueOfScript } from "../call/subprocess.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

/** What runs in a process of its own is to run on the same system. */
const SAME = target.os === "darwin" && Deno.build.os !== "darwin"
  ? [`--preload=${fromFileUrl(new URL("../darwin/target.ts", import.meta.url))}`]
  : [];

Deno.test("opening, writing and closing a small file share a trip", async () => {
  await using dir = await temporaryDirectory();
  const trips = await valueOfScript<number>(
    `
    const paths = Array.from({ length: 64 }, (_, i) => ${JSON.stringify(dir.path)} + "/" + i);
    await files.writeFile(paths[0], "knows the disk");
    const before = files.metrics().hops;
    await Promise.all(paths.map((path) => files.writeFile(path, "small")));
    console.log(JSON.stringify(files.metrics().hops - before));`,
    ["-A", ...SAME],
  );
  assertEquals(trips, 1);
  for (let i = 0; i < 64; i++) assertEquals(Deno.readTextFileSync(dir.join(`${i}`)), "small");
});

everyWay("the reader of a FIFO gets what writeFile writes, and then the end", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const fifo = dir.join("fifo");
  await command("mkfifo", fifo);
  for (const size of [1, 4096, 60_000]) {
    const reader = new Deno.Command("cat", { args: [fifo], stdout: "piped" }).spawn();
    await fs.writeFile(fifo, sample(size));
    assertBytes((await reader.output()).stdout, sample(size));
  }
});

if (MOUNTS) {
  everyWay("room for a part only is ENOSPC, and nothing stays open", async ({ fs }) => {
    await using full = await mounted("tmpfs", "size=16k");
    await fs.writeFile(full.join("first"), sample(8192));
    const before = openDescriptors();
    for (const size of [8193, 12_000, 60_000]) {
      const error = await fs.writeFile(full.join("file"), sample(size)).catch((error) => error);
      assertEquals([error.code, error.syscall, error.path], ["ENOSPC", "write", full.join("file")], `${size} bytes`);
      assertBytes(Deno.readFileSync(full.join("file")), sample(size).subarray(0, 8192));
    }
    assertEquals(openDescriptors(), before);
    await fs.writeFile(full.join("file"), sample(8192));
    assertBytes(Deno.readFileSync(full.join("file")), sample(8192));
  });
}

Deno.test("what may ask a server is written call by call, as soon as that is known", async () => {
  const path = "/proc/self/coredump_filter"; // counts as such: some of what /proc has waits for ever
  const content = `0x${Deno.readTextFileSync(path).trim()}`;
  const names = async () => {
    const told: string[] = [];
    const listener = (message: unknown) => told.push((message as CallMessage).name);
    subscribe("reseau:files:call", listener);
    await writeFile(path, content, { create: false });
    unsubscribe("reseau:files:call", listener);
    return told;
  };
  assert((await names()).includes("pwrite"));
  const deadline = performance.now() + 30_000;
  let told = await names();
  while (!told.includes("write") && performance.now() < deadline) told = await names();
  assertEquals([told.includes("write"), told.includes("pwrite")], [true, false]);
});

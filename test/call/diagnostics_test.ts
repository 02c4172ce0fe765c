import { fromFileUrl } from "@std/path/from-file-url";
import { assert, assertEquals } from "@std/assert";
import { channel } from "node:diagnostics_channel";
import * as files from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";
import { rejectionOf } from "./thrown.ts";

/** A file that is there, on every system. */
const FILE = fromFileUrl(import.meta.url);

const CHANNEL = "reseau:files:call";

/** The messages while `body` runs. */
async function messagesOf(body: () => unknown): Promise<files.CallMessage[]> {
  const messages: files.CallMessage[] = [];
  const listener = (message: unknown) => messages.push(message as files.CallMessage);
  channel(CHANNEL).subscribe(listener);
  try {
    await body();
  } finally {
    channel(CHANNEL).unsubscribe(listener);
  }
  return messages;
}

everyWay("every call is told with its name, arguments, result, way and time", async ({ fs, name }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("file");
  await Deno.writeTextFile(path, "content");
  await fs.stat(path);
  const messages = await messagesOf(async () => {
    await fs.lstat(path);
    await rejectionOf(fs.lstat(`${path}/none`));
    await using file = await fs.open(path, "r+");
    await file.writeAt(new Uint8Array([1, 2, 3]), 4);
  });
  const ways = { "synchronous": ["sync"], "asynchronous": ["now", "pool"] }[name as "synchronous"] ?? ["pool"];
  for (const { name, args, result, code, way, duration } of messages) {
    assert(typeof name === "string" && Array.isArray(args) && Number.isInteger(result), name);
    assert(ways.includes(way), `${name} by ${way}`);
    assert(duration >= 0 && duration < 60_000, `${duration} ms`);
    assertEquals(code === undefined, result >= 0, name);
  }
  const written = messages.find(({ name }) => name === "pwrite")!;
  assertEquals([written.result, written.args.slice(1)], [3, ["[3]", 3n, 4n]]);
  const failed = messages.find(({ code }) => code === "ENOTDIR")!;
  assertEquals(failed.result, -20);
  assert(failed.args.includes(`${path}/none`));
  const fd = messages.find(({ name, args }) => name === "openat" && args[1] === path)!.result;
  assertEquals(messages.findLast(({ name }) => name === "close")!.args, [fd]);
  assertEquals(written.args[0], fd);
});

everyWay("what is told is what metrics() count", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "content");
  await fs.readFile(dir.join("file"));
  const before = files.metrics();
  const messages = await messagesOf(async () => {
    await Promise.all(Array.from({ length: 100 }, () => fs.stat(dir.path)));
    await rejectionOf(fs.readFile(dir.path));
    await fs.readTextFile(dir.join("file"));
    await rejectionOf(fs.stat(dir.join("none")));
  });
  const after = files.metrics();
  assertEquals(messages.length, after.calls - before.calls);
  assertEquals(messages.filter(({ code }) => code !== undefined).length, after.errors - before.errors);
});

everyWay("nobody listening, nothing is told", async ({ fs }) => {
  const messages: unknown[] = [];
  const listener = (message: unknown) => messages.push(message);
  await fs.stat("/");
  channel(CHANNEL).subscribe(listener);
  channel(CHANNEL).unsubscribe(listener);
  assertEquals(channel(CHANNEL).hasSubscribers, false);
  Object.defineProperty(channel(CHANNEL), "publish", { value: listener, configurable: true });
  try {
    await Promise.all(Array.from({ length: 100 }, () => fs.stat("/")));
    await fs.readFile(FILE);
  } finally {
    Reflect.deleteProperty(channel(CHANNEL), "publish");
  }
  assertEquals(messages, []);
});

everyWay("a listener that makes calls of its own changes no result", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("file");
  await Deno.writeTextFile(path, "12345");
  await fs.stat(path);
  let told = 0;
  let busy = false;
  const listener = () => {
    if (busy) return;
    told++;
    busy = true;
    files.statSync("/");
    files.readFileSync(FILE);
    busy = false;
  };
  channel(CHANNEL).subscribe(listener);
  try {
    for (let i = 0; i < 10; i++) {
      assertEquals((await fs.stat(path)).size, 5);
      assertEquals(await fs.readTextFile(path), "12345");
      assertEquals((await fs.statAll([path, path])).map((info) => (info as files.FileInfo).size), [5, 5]);
    }
    assert(told >= 30, `${told} messages`);
  } finally {
    channel(CHANNEL).unsubscribe(listener);
  }
});

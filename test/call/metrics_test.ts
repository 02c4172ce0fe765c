import { assert, assertEquals } from "@std/assert";
import { capabilities, metrics, stat } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";
import { rejectionOf } from "./thrown.ts";

/** What calls of this name have done since `before`. */
function since(before: ReturnType<typeof metrics>, name: string): { calls: number; errors: number; bytes: number } {
  const none = { calls: 0, errors: 0, bytes: 0 };
  const [from, to] = [before.byCall[name] ?? none, metrics().byCall[name] ?? none];
  return { calls: to.calls - from.calls, errors: to.errors - from.errors, bytes: to.bytes - from.bytes };
}

everyWay("metrics() count calls, errors and bytes, by call and in all", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("file"), "w+");
  const before = metrics();
  for (let i = 1; i <= 10; i++) await file.write(new Uint8Array(i * 100));
  assertEquals(since(before, "write"), { calls: 10, errors: 0, bytes: 5500 });
  await file.writeAt(new Uint8Array(77), 5);
  assertEquals(since(before, "pwrite"), { calls: 1, errors: 0, bytes: 77 });
  await file.truncate(10);
  await rejectionOf(file.truncate(2 ** 52));
  assertEquals(since(before, "ftruncate"), { calls: 2, errors: 1, bytes: 0 });
  await file.chmod(0o600);
  assertEquals(since(before, "fchmod"), { calls: 1, errors: 0, bytes: 0 });
  const after = metrics();
  assertEquals(after.calls - before.calls, 14);
  assertEquals(after.errors - before.errors, 1);
});

everyWay("metrics() count what was read", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.writeFile(dir.join("file"), new Uint8Array(12_345));
  await using file = await fs.open(dir.join("file"));
  const before = metrics();
  await file.readExactly(new Uint8Array(12_000));
  await file.readAt(new Uint8Array(100), 0);
  let bytes = 0;
  for (const name of ["read", "pread", "preadv2"]) bytes += since(before, name).bytes;
  assertEquals(bytes, 12_100);
});

everyWay("metrics() tell trips, what shared them, and what was tried at once", async ({ fs, name }) => {
  await fs.stat("/");
  const before = metrics();
  for (let i = 0; i < 20; i++) await fs.stat("/");
  await Promise.all(Array.from({ length: 128 }, () => fs.stat("/")));
  const after = metrics();
  const hops = after.hops - before.hops;
  const submissions = after.submissions - before.submissions;
  const tried = after.triedNow - before.triedNow;
  const answered = after.answeredNow - before.answeredNow;
  if (name === "synchronous") assertEquals([hops, submissions, tried, answered], [0, 0, 0, 0]);
  else assertEquals(submissions + answered, 148);
  if (name === "asynchronous" && capabilities().tryNow === true) {
    assert(answered >= 20 && answered <= tried && hops >= 2, `${answered} of ${tried}, ${hops}`);
  }
  if (name === "asynchronous, tryNow: false") assertEquals([hops, tried], [22, 0]);
  if (name === "asynchronous, batch: false") assertEquals([hops, tried], [148, 0]);
  assertEquals(after.waiting, 0);
  assertEquals(after.batchMean, after.hops === 0 ? 0 : after.submissions / after.hops);
  assert(after.batchLargest <= 64);
});

Deno.test("metrics() are a moment's: they do not change afterwards, and no call is made for them", async () => {
  const before = metrics();
  const text = JSON.stringify(before);
  await using dir = await temporaryDirectory();
  await rejectionOf(stat(dir.join("none")));
  assertEquals(JSON.stringify(before), text);
  assertEquals(JSON.stringify(metrics()), JSON.stringify(metrics()));
  const { byCall, calls, errors } = metrics();
  assertEquals(Object.values(byCall).reduce((sum, one) => sum + one.calls, 0), calls);
  assertEquals(Object.values(byCall).reduce((sum, one) => sum + one.errors, 0), errors);
});

/** Calls that the pool's records have no room for: told of and counted like all others. */
import { assertEquals } from "@std/assert";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { CallMessage } from "../../mod.ts";
import { metrics } from "../../mod.ts";
import { rejectionOf } from "../call/thrown.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWayOnWindows } from "./here.ts";

everyWayOnWindows("what is made by a call of many arguments is told of and counted", async ({ fs, name }) => {
  await using dir = await temporaryDirectory();
  await using handle = await fs.openDir(dir.path);
  const messages: CallMessage[] = [];
  const listener = (message: unknown) => messages.push(message as CallMessage);
  const before = metrics();
  subscribe("reseau:files:call", listener);
  try {
    await handle.mkdir("a");
    await (await handle.open("f", "wx")).close();
    await rejectionOf(handle.open("f", "wx"));
  } finally {
    unsubscribe("reseau:files:call", listener);
  }
  const after = metrics();
  const made = messages.filter(({ name }) => name === "NtCreateFile");
  const way = name === "synchronous" ? "sync" : "pool";
  assertEquals(made.map(({ way, args, code }) => [way, args.length, code]), [
    [way, 11, undefined],
    [way, 11, undefined],
    [way, 11, "EEXIST"],
  ]);
  assertEquals(messages.length, after.calls - before.calls);
  assertEquals(messages.filter(({ code }) => code !== undefined).length, after.errors - before.errors);
});

/** `node bench/parcel_changes.mjs TREE KEPT`: @parcel/watcher's side of `changes_since.ts`. */
import { createInterface } from "node:readline";
import process from "node:process";
import { load } from "./node_packages.mjs";

const [tree, kept] = process.argv.slice(2);
const { getEventsSince, writeSnapshot } = load("@parcel/watcher");
// Else it looks for watchman first, each time.
const options = { backend: process.platform === "linux" ? "inotify" : undefined };
for await (const line of createInterface({ input: process.stdin })) {
  const start = performance.now();
  const events = line === "keep"
    ? (await writeSnapshot(tree, kept, options), [])
    : await getEventsSince(tree, kept, options);
  console.log(JSON.stringify({ milliseconds: performance.now() - start, events: events.length }));
}

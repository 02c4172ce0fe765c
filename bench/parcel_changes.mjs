/** `node bench/parcel_changes.mjs TREE KEPT`: @parcel/watcher's side of `changes_since.ts`. */
import { createInterface } from "node:readline";
import process from "node:process";
import { load } from "./node_packages.mjs";

const [tree, kept] = process.argv.slice(2);
const { getEventsSince, writeSnapshot } = load("@parcel/watcher");
// Else it looks for watchman first, each time.
const options = { backend: process.platform === "linux" ? "inotify" : undefined };
for await (const line of createInterface({ input: process.stdin })) {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const events = line === "keep"
    ? (await writeSnapshot(tree, kept, options), [])
    : await getEventsSince(tree, kept, options);
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const megabytes = process.memoryUsage.rss() / 2 ** 20;
  console.log(JSON.stringify({ milliseconds, busy: (user + system) / 1000, megabytes, events: events.length }));
}

/** How Node and its packages watch a directory with all in it: `start`s for `watch_works.mjs`. */
import fs from "node:fs";
import { load, loadModule } from "./node_packages.mjs";

/** @type {Record<string, import("./watch_works.mjs").Start>} */
export const starts = {
  async node(path, told) {
    const watcher = fs.watch(path, { recursive: true }, (_, name) => told(`${path}/${name}`));
    await new Promise((resolve) => setTimeout(resolve, 0));
    return () => watcher.close();
  },
  async chokidar(path, told) {
    const { watch } = await loadModule("chokidar");
    const watcher = watch(path, { ignoreInitial: true }).on("all", (_, name) => told(name));
    await new Promise((resolve) => watcher.on("ready", resolve));
    return () => watcher.close();
  },
  async parcel(path, told) {
    const { subscribe } = load("@parcel/watcher");
    const subscription = await subscribe(path, (_, events) => events.forEach((event) => told(event.path)));
    return () => subscription.unsubscribe();
  },
};
// It tells of one change of a file within 50 ms.
starts.chokidar.pace = 60;

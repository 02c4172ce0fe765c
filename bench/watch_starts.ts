/** How Deno watches a directory with all in it, and which process measures whom. */

/** Whom `watch.ts` compares. */
export const WATCHERS = ["ours", "deno", "node", "chokidar", "parcel"] as const;

/** Watches a directory and tells of each event's path; resolves when it watches, to what ends it. */
type Start = (path: string, told: (path: string) => void) => Promise<() => unknown>;

/** Those that run in Deno; the others stand in `node_watchers.mjs`. */
export const STARTS: Readonly<Record<string, Start>> = {
  async ours(path, told) {
    const { watch } = await import("../src/watching/watching.ts");
    const watcher = watch(path);
    (async () => {
      for await (const event of watcher) told(event.path);
    })();
    await watcher.ready;
    return () => watcher.close();
  },
  deno(path, told) {
    const watcher = Deno.watchFs(path);
    (async () => {
      for await (const { paths } of watcher) paths.forEach(told);
    })();
    return Promise.resolve(() => watcher.close());
  },
};

/** The command that measures one work of one watcher, and prints a line of JSON. */
export function startOf(watcher: string, work: string, directory: string): { command: string; args: string[] } {
  const here = (name: string) => new URL(name, import.meta.url).pathname;
  if (!(watcher in STARTS)) {
    return { command: "node", args: ["--expose-gc", here("watch_works.mjs"), "node-side", work, watcher, directory] };
  }
  const flags = ["run", "-A", "--quiet", "--no-check", "--v8-flags=--expose-gc"];
  return { command: Deno.execPath(), args: [...flags, here("watch.ts"), "one", work, watcher, directory] };
}

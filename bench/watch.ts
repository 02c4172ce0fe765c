/**
 * Watchers: `deno run -A bench/watch.ts [WORK …]`. Prints a table and writes nothing. Each figure is the median of some
 * runs, each in a process of its own: ours and `Deno.watchFs` in Deno, `fs.watch`, chokidar 5 and @parcel/watcher 2 in Node.
 * The works: to begin to watch 20,000 directories, and the memory and wake-ups of that; from a write to its event; and
 * 100,000 files made as fast as possible by the watching process itself, which reads nothing meanwhile, and by another.
 */
import { run } from "./watch_works.mjs";

const RUNS = 5;
const DIRECTORIES = 200;
const WORKS = ["arm", "memory", "idle", "latency", "burstHere", "burstElsewhere"];
const WATCHERS = ["ours", "deno", "node", "chokidar", "parcel"] as const;

type Start = (path: string, told: (path: string) => void) => Promise<() => unknown>;

const STARTS: Readonly<Record<string, Start>> = {
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

async function measure(watcher: string, work: string, directory: string): Promise<Record<string, number>> {
  const inDeno = watcher in STARTS;
  const works = new URL("watch_works.mjs", import.meta.url).pathname;
  const command = inDeno ? Deno.execPath() : "node";
  const args = inDeno
    ? [
      "run",
      "-A",
      "--quiet",
      "--no-check",
      "--v8-flags=--expose-gc",
      import.meta.filename!,
      "one",
      work,
      watcher,
      directory,
    ]
    : ["--expose-gc", works, "node-side", work, watcher, directory];
  const { stdout, stderr } = await new Deno.Command(command, { args, stderr: "piped" }).output();
  const text = new TextDecoder().decode(stdout);
  if (text === "") throw new Error(`${watcher}, ${work}: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(text);
}

function makeTree(path: string): void {
  for (let i = 0; i < DIRECTORIES; i++) {
    for (let j = 0; j < 20_000 / DIRECTORIES - 1; j++) Deno.mkdirSync(`${path}/${i}/${j}`, { recursive: true });
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

if (Deno.args[0] === "one") {
  const [, work, watcher, directory] = Deno.args as [string, string, string, string];
  await run(work, STARTS[watcher]!, directory);
}

const chosen = Deno.args.length === 0 ? WORKS : Deno.args;
const directory = await Deno.makeTempDir({ prefix: "bench-" });
try {
  makeTree(`${directory}/tree`);
  console.log(`| work | ${WATCHERS.join(" | ")} |\n| --- | ${WATCHERS.map(() => "--:").join(" | ")} |`);
  for (const work of chosen) {
    const found: Record<string, Record<string, number>[]> = {};
    for (let i = 0; i < RUNS; i++) {
      for (const watcher of WATCHERS) (found[watcher] ??= []).push(await measure(watcher, work, directory));
    }
    for (const figure of Object.keys(found.ours![0]!)) {
      const cells = WATCHERS.map((watcher) =>
        median(found[watcher]!.map((figures) => figures[figure]!)).toLocaleString("en", { maximumFractionDigits: 1 })
      );
      console.log(`| ${work}, ${figure} | ${cells.join(" | ")} |`);
    }
  }
} finally {
  await Deno.remove(directory, { recursive: true });
}

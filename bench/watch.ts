/**
 * Watchers: `deno run -A bench/watch.ts [WORK …]`. Prints a table and writes nothing. Each figure is the median of some
 * runs, each in a process of its own, on files in memory: ours and `Deno.watchFs` in Deno, `fs.watch`, chokidar 5 and @parcel/watcher 2 in Node.
 * `RESEAU_BENCH=quick` only shows that all figures come out.
 */
import { BURST, QUICK, run } from "./watch_works.mjs";
import { startOf, WATCHERS } from "./watch_starts.ts";

const RUNS = QUICK ? 1 : 5;
/** Directories of the trees. */
const TREE = QUICK ? 1000 : 20_000;
const LARGE = QUICK ? 2000 : 100_000;

/** Milliseconds after which a run is given up. */
const LONGEST = QUICK ? 20_000 : 180_000;

interface Work {
  readonly title: string;
  readonly runs?: number;
}
const WORKS: Readonly<Record<string, Work>> = {
  arm: { title: `begin to watch ${TREE.toLocaleString("en")} directories` },
  armLarge: { title: `begin to watch ${LARGE.toLocaleString("en")} directories`, runs: 1 },
  latency: { title: "from a `write` to its event" },
  burstHere: {
    title: `${BURST.toLocaleString("en")} files made by the watching process, which reads nothing meanwhile`,
  },
  burstElsewhere: { title: `${BURST.toLocaleString("en")} files made by another process` },
  memory: { title: `memory for ${TREE.toLocaleString("en")} directories` },
  idle: { title: "wake-ups while nothing happens, beyond the runtime's own" },
};
const UNITS: Readonly<Record<string, string>> = {
  ms: "ms",
  p50: "µs",
  p99: "µs",
  mb: "MB",
  anonymous: "MB",
  wakeups: "",
  reported: "",
};

type Figures = Record<string, number>;

/** Nothing when it takes too long: Node's `fs.watch` does not come to an end with a burst of another process. */
async function measure(watcher: string, work: string, directory: string): Promise<Figures> {
  const { command, args } = startOf(watcher, work, directory);
  const signal = AbortSignal.timeout(LONGEST);
  const { stdout, stderr } = await new Deno.Command(command, { args, stderr: "piped", signal }).output();
  if (signal.aborted) return {};
  const text = new TextDecoder().decode(stdout);
  if (text === "") throw new Error(`${watcher}, ${work}: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(text);
}

function makeTree(path: string, directories: number): void {
  for (let i = 0; i < directories / 100; i++) {
    for (let j = 0; j < 99; j++) Deno.mkdirSync(`${path}/${i}/${j}`, { recursive: true });
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** Ours is ahead of all; where something is to be reported, it reports all, and is ahead of all who do. */
function reached(figure: string, medians: readonly Figures[]): boolean {
  const [ours, ...others] = medians as [Figures, ...Figures[]];
  if (figure === "wakeups") return ours[figure] === 0;
  if (figure === "reported") return ours[figure] === BURST;
  const rivals = others.filter(({ reported = BURST, [figure]: value }) => value !== undefined && reported === BURST);
  return rivals.every((theirs) => ours[figure]! < theirs[figure]!);
}

function lines(title: string, medians: readonly Figures[]): string[] {
  return Object.keys(medians[0]!).map((figure) => {
    const cells = medians.map(({ [figure]: value }) =>
      value === undefined ? "—" : value.toLocaleString("en", { maximumFractionDigits: 1 })
    );
    const name = figure === "ms" || figure === "mb" || figure === "wakeups" ? title : `${title}: ${figure}`;
    const unit = UNITS[figure] === "" ? "" : `, ${UNITS[figure]}`;
    return `| ${name}${unit} | ${cells.join(" | ")} | ${reached(figure, medians) ? "yes" : "**no**"} |`;
  });
}

if (Deno.args[0] === "one") {
  const [, work, watcher, directory] = Deno.args as [string, string, string, string];
  const { STARTS } = await import("./watch_starts.ts");
  await run(work, STARTS[watcher]!, directory);
}

const chosen = Deno.args.length === 0 ? Object.keys(WORKS) : Deno.args;
for (const work of chosen) {
  if (!(work in WORKS)) throw new TypeError(`${work} is none of ${Object.keys(WORKS).join(", ")}`);
}
// In memory where that is possible: making 100,000 files is the disk's work otherwise.
const memory = await Deno.stat("/dev/shm").then(() => "/dev/shm", () => undefined);
const directory = await Deno.makeTempDir({ prefix: "bench-", dir: memory });
try {
  makeTree(`${directory}/tree`, TREE);
  if (chosen.includes("armLarge")) makeTree(`${directory}/large`, LARGE);
  console.log(
    `| watching | ${WATCHERS.join(" | ")} | ahead? |\n| --- | ${[...WATCHERS, ""].map(() => "--:").join(" | ")} |`,
  );
  for (const work of chosen) {
    const { title, runs = RUNS } = WORKS[work]!;
    const found: Figures[][] = WATCHERS.map(() => []);
    for (let i = 0; i < runs; i++) {
      for (const [at, watcher] of WATCHERS.entries()) {
        // Who was given up once is not tried again.
        const given = found[at]!.some((figures) => Object.keys(figures).length === 0);
        if (!given) found[at]!.push(await measure(watcher, work, directory));
      }
    }
    const medians = found.map((each) =>
      Object.fromEntries(Object.keys(each.at(-1)!).map((figure) => [figure, median(each.map((one) => one[figure]!))]))
    );
    for (const line of lines(title, medians)) console.log(line);
  }
} finally {
  await Deno.remove(directory, { recursive: true });
}

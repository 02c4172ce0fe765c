/**
 * Locks that several want: how long after the holder's release another process has the lock, how long a round takes that
 * 32 processes make, and what 1,000 waiters cost. Beside `lockFile`: `Deno.FsFile.lock`, and proper-lockfile with its
 * retries as short as it takes them (1 ms), which is Node's column. `deno run -A bench/lock_contention.ts` prints all that
 * as a table of its own, with the threads that wait.
 */
import { lockFile } from "../mod.ts";
import { load } from "./node_packages.mjs";
import type { Column, Work } from "./work.ts";

type Take = (path: string) => Promise<() => unknown>;

/** Ways to take a lock, and how to give it back. */
const WAYS: Readonly<Record<string, Take>> = {
  "lockFile": async (path) => {
    const lock = await lockFile(path);
    return () => lock.release();
  },
  "Deno.FsFile.lock": async (path) => {
    const file = await Deno.open(path);
    await file.lock(true);
    return () => file.close();
  },
  "proper-lockfile": (path) => {
    const retries = { forever: true, minTimeout: 1, maxTimeout: 1, factor: 1 };
    return load("proper-lockfile").lock(path, { realpath: false, retries });
  },
};
const COLUMN: Readonly<Record<string, Column>> = {
  "lockFile": "ours",
  "Deno.FsFile.lock": "deno",
  "proper-lockfile": "node",
};
/** Rounds before those that count: what is compiled then is not compiled while others wait. */
const WARM_UP = 1000;
const PROCESSES = 32;
const SECONDS = 5;
/** Of which the second half counts: a process that waits milliseconds each time is not compiled much before. */
const HANDOVERS = 1000;
const WAITERS = 1000;

/** Another process, which is told by lines and answers by lines. */
class Other {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #reader: ReadableStreamDefaultReader<string>;

  constructor(part: string, way: string, path: string) {
    const args = ["run", "-A", "--quiet", "--no-check", import.meta.filename!, part, way, path];
    this.#child = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped" }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#reader = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  async tell(line = ""): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(`${line}\n`));
  }

  async line(): Promise<string> {
    let line = "";
    while (!line.endsWith("\n")) line += (await this.#reader.read()).value ?? "\n";
    return line.trim();
  }

  async end(): Promise<void> {
    await this.#writer.close();
    await this.#child.status;
  }
}

async function* told(): AsyncGenerator<string> {
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) yield* text.trimEnd().split("\n");
}

/** Microseconds since 1970, the same in every process. */
const now = () => (performance.timeOrigin + performance.now()) * 1000;

/** What the other processes do. */
const PARTS: Readonly<Record<string, (take: Take, path: string) => Promise<void>>> = {
  /** Waits for the lock whenever it is told to, and says when it had it. */
  async wait(take, path) {
    for await (const _ of told()) {
      const give = await take(path);
      const had = now();
      await give();
      console.log(had);
    }
  },
  /** Takes and gives until it is told to stop; says how often. */
  async rounds(take, path) {
    const own = `${path}.${Deno.pid}`;
    await Deno.writeTextFile(own, "");
    for (let i = 0; i < WARM_UP; i++) await (await take(own))();
    await Deno.remove(own);
    console.log("ready");
    const lines = told();
    await lines.next();
    let stopped = false;
    lines.next().then(() => stopped = true);
    let rounds = 0;
    for (; !stopped; rounds++) await (await take(path))();
    console.log(rounds);
  },
  /** Says how many threads and bytes it has, before and while many wait. */
  async waiters(take, path) {
    await (await take(path))();
    console.log("ready");
    const lines = told();
    await lines.next();
    const before = [Deno.memoryUsage().rss, threads()] as const;
    for (let i = 0; i < WAITERS; i++) take(path);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    console.log(JSON.stringify([(Deno.memoryUsage().rss - before[0]) / WAITERS, threads() - before[1]]));
    Deno.exit();
  },
};

function threads(): number {
  return [...Deno.readDirSync("/proc/self/task")].length;
}

async function handover(way: string, path: string): Promise<number[]> {
  const other = new Other("wait", way, path);
  const taken: number[] = [];
  for (let i = 0; i < HANDOVERS; i++) {
    const give = await WAYS[way]!(path);
    await other.tell();
    await new Promise((resolve) => setTimeout(resolve, 5)); // until it waits
    const given = now();
    await give();
    taken.push(Number(await other.line()) - given);
  }
  await other.end();
  return taken.slice(HANDOVERS / 2).sort((a, b) => a - b);
}

async function throughput(way: string, path: string): Promise<number> {
  const others = Array.from({ length: PROCESSES }, () => new Other("rounds", way, path));
  for (const other of others) await other.line();
  for (const other of others) await other.tell();
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  let rounds = 0;
  for (const other of others) await other.tell();
  for (const other of others) rounds += Number(await other.line());
  for (const other of others) await other.end();
  return rounds / SECONDS;
}

async function waiters(way: string, path: string): Promise<[number, number]> {
  const other = new Other("waiters", way, path);
  await other.line();
  const give = await WAYS[way]!(path);
  await other.tell();
  const result = JSON.parse(await other.line());
  await give();
  return result;
}

/** A figure of each way, on a file of its own. */
async function each<T>(measure: (way: string, path: string) => Promise<T>): Promise<Record<string, T>> {
  const path = await Deno.makeTempFile();
  const all: Record<string, T> = {};
  for (const way of Object.keys(WAYS)) all[way] = await measure(way, path);
  await Deno.remove(path);
  return all;
}

async function figures(measure: (way: string, path: string) => Promise<number>) {
  const all = Object.entries(await each(measure)).map(([way, figure]) => [COLUMN[way]!, figure]);
  return Object.fromEntries(all) as Partial<Record<Column, number>>;
}

const at = (sorted: number[], share: number) => sorted[Math.floor(sorted.length * share)]!;
const handovers = (share: number) => figures(async (way, path) => at(await handover(way, path), share) * 1000);

/** Locks that several processes want. */
export const works: Work[] = [
  {
    title: "a lock goes to another process, median (others: `FsFile.lock`, proper-lockfile)",
    unit: "µs",
    target: { deno: 1, node: 1 },
    figures: () => handovers(0.5),
  },
  {
    title: "the same, 99th percentile",
    unit: "µs",
    target: { deno: 1, node: 1 },
    figures: () => handovers(0.99),
  },
  {
    title: "a round of 32 processes that want one lock (others: the same)",
    unit: "µs",
    target: { deno: 1, node: 1 },
    figures: () => figures(async (way, path) => 1e9 / await throughput(way, path)),
  },
  {
    title: "memory of one of 1,000 that wait (others: the same)",
    unit: "bytes",
    target: { deno: 1, node: 1 },
    figures: () => figures(async (way, path) => (await waiters(way, path))[0]),
  },
];

const [part, way, given] = Deno.args;
if (import.meta.main && part !== undefined) await PARTS[part]!(WAYS[way!]!, given!);
else if (import.meta.main) {
  console.log("| | handover p50 | p99 | 32 processes | a waiter's memory | threads of 1,000 |");
  console.log("| --- | --: | --: | --: | --: | --: |");
  await each(async (way, path) => {
    const taken = await handover(way, path);
    const rounds = await throughput(way, path);
    const [bytes, more] = await waiters(way, path);
    const [p50, p99] = [at(taken, 0.5), at(taken, 0.99)].map((time) => `${time.toFixed(0)} µs`);
    console.log(`| \`${way}\` | ${p50} | ${p99} | ${rounds.toFixed(0)}/s | ${bytes.toFixed(0)} bytes | ${more} |`);
  });
}

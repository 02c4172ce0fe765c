/**
 * Locks that several want: `deno run -A bench/lock_contention.ts`. Prints a table and writes nothing: how long after the
 * holder's release another process has the lock, how many rounds 32 processes make in a second, and what 1,000 waiters
 * cost. Beside `lockFile`: `Deno.FsFile.lock`, and proper-lockfile with its retries as short as it takes them (1 ms).
 */
import { lockFile } from "../mod.ts";
import { load } from "./node_packages.mjs";

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
const PROCESSES = 32;
const SECONDS = 5;
const HANDOVERS = 500;
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
  return taken.sort((a, b) => a - b);
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

const [part, way, given] = Deno.args;
if (part !== undefined) await PARTS[part]!(WAYS[way!]!, given!);
else {
  const path = await Deno.makeTempFile();
  console.log("| | handover p50 | p99 | 32 processes | a waiter's memory | threads of 1,000 |");
  console.log("| --- | --: | --: | --: | --: | --: |");
  for (const way of Object.keys(WAYS)) {
    const taken = await handover(way, path);
    const at = (share: number) => `${taken[Math.floor(taken.length * share)]!.toFixed(0)} µs`;
    const rounds = await throughput(way, path);
    const [bytes, more] = await waiters(way, path);
    console.log(
      `| \`${way}\` | ${at(0.5)} | ${at(0.99)} | ${rounds.toFixed(0)}/s | ${bytes.toFixed(0)} bytes | ${more} |`,
    );
  }
  await Deno.remove(path);
}

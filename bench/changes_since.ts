/**
 * What has changed among 100,000 files while nobody was watching: `deno run -A bench/changes_since.ts`. Prints a table and
 * writes nothing. Both read what they have kept in a file, look at the tree, and compare: ours in Deno, @parcel/watcher's
 * `getEventsSince` in Node, each in a process of its own; figures are medians of some runs in turn. The time of all threads on
 * the processors (`getrusage`) is what is left to compare on a machine that is busy; memory is the process's, at most.
 * @parcel/watcher keeps and compares a path, a time and whether it is a directory; ours finds renames, changes of the same size
 * and of modes, too.
 */
import process from "node:process";
import { changesSince, Snapshot, snapshot } from "../src/watching/watching.ts";

/** `RESEAU_BENCH=quick` only shows that the figures come out. */
const QUICK = Deno.env.get("RESEAU_BENCH") === "quick";
const RUNS = QUICK ? 1 : 7;
const DIRECTORIES = QUICK ? 50 : 1000;
const FILES = 100;
/** One file in so many is changed. */
const CHANGED = 100;

/** Both answer a line with one: milliseconds, those of all threads on the processors, megabytes, and how many events. */
interface Answer {
  readonly milliseconds: number;
  readonly busy: number;
  readonly megabytes: number;
  readonly events: number;
}

class Side {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #reader: ReadableStreamDefaultReader<string>;

  constructor(command: string, args: string[]) {
    this.#process = new Deno.Command(command, { args, stdin: "piped", stdout: "piped", stderr: "null" }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#reader = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  async ask(what: "keep" | "compare"): Promise<Answer> {
    await this.#writer.write(new TextEncoder().encode(`${what}\n`));
    let line = "";
    while (!line.endsWith("\n")) {
      const { value, done } = await this.#reader.read();
      if (done) throw new Error("it has ended");
      line += value;
    }
    return JSON.parse(line);
  }

  async end(): Promise<void> {
    await this.#writer.close();
    await this.#process.status;
  }
}

async function keep(tree: string, kept: string): Promise<number> {
  await Deno.writeFile(kept, (await snapshot(tree)).toBytes());
  return 0;
}

async function compare(_tree: string, kept: string): Promise<number> {
  return (await changesSince(Snapshot.from(await Deno.readFile(kept)))).length;
}

async function serve(tree: string, kept: string): Promise<void> {
  for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const [start, before] = [performance.now(), process.cpuUsage()];
    const events = await (chunk.trim() === "keep" ? keep : compare)(tree, kept);
    const milliseconds = performance.now() - start;
    const { user, system } = process.cpuUsage(before);
    const megabytes = Deno.memoryUsage().rss / 2 ** 20;
    console.log(JSON.stringify({ milliseconds, busy: (user + system) / 1000, megabytes, events }));
  }
}

function path(tree: string, i: number): string {
  return `${tree}/${i % 10}/${i}`;
}

function makeTree(tree: string): void {
  for (let i = 0; i < DIRECTORIES; i++) {
    Deno.mkdirSync(path(tree, i), { recursive: true });
    for (let j = 0; j < FILES; j++) Deno.writeTextFileSync(`${path(tree, i)}/file${j}.txt`, "content");
  }
}

function change(tree: string): void {
  for (let i = 0; i < DIRECTORIES * FILES; i += CHANGED) {
    Deno.writeTextFileSync(`${path(tree, Math.floor(i / FILES))}/file${i % FILES}.txt`, "other");
  }
}

function median(answers: readonly Answer[], what: "milliseconds" | "busy"): number {
  return answers.map((answer) => answer[what]).toSorted((a, b) => a - b)[answers.length >> 1]!;
}

/** A table's row. */
function row(work: string, { ours, parcel }: Record<keyof typeof sides, Answer[]>): string {
  const cells = [ours, parcel].map((answers) => {
    const megabytes = Math.max(...answers.map(({ megabytes }) => megabytes));
    const figures = [median(answers, "milliseconds"), median(answers, "busy"), megabytes];
    return [...figures.map((figure) => figure.toFixed(0)), answers[0]!.events].join(" | ");
  });
  const ahead = median(ours, "milliseconds") < median(parcel, "milliseconds") ? "yes" : "**no**";
  return `| ${[work, ...cells, ahead].join(" | ")} |`;
}

async function answersTo(what: "keep" | "compare"): Promise<Record<keyof typeof sides, Answer[]>> {
  const answers: Record<keyof typeof sides, Answer[]> = { ours: [], parcel: [] };
  for (let i = 0; i < RUNS; i++) {
    for (const name of ["ours", "parcel"] as const) answers[name].push(await sides[name].ask(what));
  }
  return answers;
}

if (Deno.args[0] === "serve") {
  await serve(Deno.args[1]!, Deno.args[2]!);
  Deno.exit();
}
const directory = await Deno.makeTempDir({ prefix: "bench-" });
const tree = `${directory}/tree`;
const parcel = new URL("parcel_changes.mjs", import.meta.url).pathname;
const sides = {
  ours: new Side(Deno.execPath(), ["run", "-A", "-q", import.meta.filename!, "serve", tree, `${directory}/ours`]),
  parcel: new Side("node", [parcel, tree, `${directory}/parcel`]),
};
try {
  makeTree(tree);
  const files = (DIRECTORIES * FILES).toLocaleString("en");
  const columns = ["ours, ms", "busy, ms", "MB", "events", "parcel, ms", "busy, ms", "MB", "events"];
  console.log(`| ${[`${files} files`, ...columns, "ahead?"].join(" | ")} |`);
  console.log(`| --- |${" --: |".repeat(columns.length + 1)}`);
  await answersTo("keep"); // what was written just now is looked at twice
  console.log(row("a snapshot, kept", await answersTo("keep")));
  console.log(row("nothing changed", await answersTo("compare")));
  change(tree);
  console.log(row(`one in ${CHANGED} written`, await answersTo("compare")));
} finally {
  for (const side of Object.values(sides)) await side.end();
  await Deno.remove(directory, { recursive: true });
}

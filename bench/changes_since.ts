/**
 * What has changed among 100,000 files while nobody was watching: `deno run -A bench/changes_since.ts`. Prints a table and
 * writes nothing. Both read what they have kept in a file, look at the tree, and compare: ours in Deno, @parcel/watcher's
 * `getEventsSince` in Node, each in a process of its own; the figure is the median of some runs in turn. Ours finds renames
 * and changes of the same size, too.
 */
import { changesSince, Snapshot, snapshot } from "../src/watching/watching.ts";

/** `RESEAU_BENCH=quick` only shows that the figures come out. */
const QUICK = Deno.env.get("RESEAU_BENCH") === "quick";
const RUNS = QUICK ? 1 : 7;
const DIRECTORIES = QUICK ? 50 : 1000;
const FILES = 100;
/** One file in so many is changed. */
const CHANGED = 100;

/** Both answer a line with one: milliseconds, and how many events. */
interface Answer {
  readonly milliseconds: number;
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
    const start = performance.now();
    const events = await (chunk.trim() === "keep" ? keep : compare)(tree, kept);
    console.log(JSON.stringify({ milliseconds: performance.now() - start, events }));
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

function median(answers: readonly Answer[]): number {
  return answers.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b)[answers.length >> 1]!;
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
  console.log(
    `| changes among ${
      (DIRECTORIES * FILES).toLocaleString("en")
    } files | ours, ms | events | parcel, ms | events | ahead? |`,
    "\n| --- | --: | --: | --: | --: | --: |",
  );
  for (const changes of ["nothing changed", `one in ${CHANGED} written`]) {
    for (const side of Object.values(sides)) await side.ask("keep");
    if (changes !== "nothing changed") change(tree);
    const times: Record<string, Answer[]> = {};
    for (let i = 0; i < RUNS; i++) {
      for (const [name, side] of Object.entries(sides)) (times[name] ??= []).push(await side.ask("compare"));
    }
    const cells = Object.values(times).map((answers) => `${median(answers).toFixed(0)} | ${answers[0]!.events}`);
    const ahead = median(times.ours!) < median(times.parcel!);
    console.log(`| ${changes} | ${cells.join(" | ")} | ${ahead ? "yes" : "**no**"} |`);
  }
} finally {
  for (const side of Object.values(sides)) await side.end();
  await Deno.remove(directory, { recursive: true });
}

/**
 * Random changes of a tree by another process at full speed, while it is watched: after `flush()` the events, replayed on
 * what was there before, must lead to what is there now. More seeds: `RESEAU_SEEDS=1000 deno test -A <this file>`.
 */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { watch, type WatchEvent, type WatchOptions } from "../../src/watching/watching.ts";
import { temporaryDirectory } from "../temporary.ts";
import { scaled } from "../call/scale.ts";
import { TextLineStream } from "./lines.ts";
import type { Mutation } from "./mutate.ts";
import { contradictions, stateOf } from "./replay.ts";
import { withSmallQueue } from "./small_queue.ts";

const SEEDS = Number(Deno.env.get("RESEAU_SEEDS") ?? scaled(40));
const FIRST = Number(Deno.env.get("RESEAU_FIRST_SEED") ?? 1);

/** The process that changes trees. */
class Mutator implements AsyncDisposable {
  readonly #child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", fromFileUrl(new URL("mutate.ts", import.meta.url)) as string],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  readonly #writer = this.#child.stdin.getWriter();
  readonly #answers = this.#child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())
    [Symbol.asyncIterator]();

  async mutate(mutation: Mutation): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(`${JSON.stringify(mutation)}\n`));
    assertEquals((await this.#answers.next()).value, "done");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close();
    await this.#answers.next();
    await this.#child.status;
  }
}

/** What is wrong with the events of one run. */
async function run(
  mutator: Mutator,
  seed: number,
  count: number,
  options: WatchOptions,
  queue?: number,
): Promise<string[]> {
  await using directory = await temporaryDirectory(Deno.build.os === "linux" ? "/dev/shm" : undefined);
  const [tree, outside] = [directory.join("tree"), directory.join("outside")];
  Deno.mkdirSync(tree);
  Deno.mkdirSync(outside);
  await mutator.mutate({ tree, outside, seed: seed + 1_000_003, count: 60 });
  const before = stateOf(tree);
  using watcher = queue === undefined ? watch(tree, options) : withSmallQueue(queue, () => watch(tree, options));
  const events: WatchEvent[] = [];
  const reading = (async () => {
    for await (const event of watcher) events.push(event);
  })();
  await watcher.ready;
  await mutator.mutate({ tree, outside, seed, count });
  await watcher.flush();
  // Now: what was removed keeps its name on Wine while it is watched.
  const after = stateOf(tree);
  watcher.close();
  await reading;
  return contradictions(before, events, after, tree);
}

/** Runs many seeds; of a failing one, the fewest changes that fail. */
async function hold(count: number, options: WatchOptions, queue?: number): Promise<void> {
  await using mutator = new Mutator();
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    let wrong = await run(mutator, seed, count, options, queue);
    if (wrong.length === 0) continue;
    let fewest = count;
    for (let fewer = count >> 1; fewer > 0; fewer >>= 1) {
      const still = await run(mutator, seed, fewest - fewer, options, queue);
      if (still.length === 0) continue;
      fewest -= fewer;
      wrong = still;
    }
    throw new Error(`seed ${seed}, ${fewest} changes: ${wrong.join("\n")}`);
  }
}

Deno.test("what events describe is what is there, whatever happens how fast", () => hold(200, {}));

Deno.test({
  name: "what events describe is what is there, although the kernel's queue overflows again and again",
  ignore: !withSmallQueue.possible,
  fn: () => hold(150, {}, 16),
});

Deno.test("what polling describes is what is there", () => hold(100, { backend: "poll", interval: 20 }));

Deno.test("what debounced events describe is what is there", () => hold(150, { debounce: 5 }));

/**
 * One benchmark file in a process of its own: `deno run -A --v8-flags=--expose-gc bench/one.ts NAME DIRECTORY COUNT
 * RUNTIMES`. Prints a row of JSON for each of its works. With `--cpu-prof` it shows where the time goes.
 */
import { filesIn, measure, works as nodeWorks } from "./node_works.mjs";
import { Peer } from "./peer.ts";
import type { Column, Compared, Files, Pending, Row, Timed, Variant, Work } from "./work.ts";

/** Rounds that count: each measures every variant once, beginning with another one each time. */
const ROUNDS = 11;
const WARM_UP = 2;
/** Of one variant in one round. */
const MILLISECONDS = 90;
/** Calls pending at once where memory is measured. */
const PENDING = 200_000;

const { gc } = globalThis as unknown as { gc(): void };

async function time(work: Timed, files: Files, directory: string, runtimes: Record<string, string>): Promise<Row> {
  const variants: Partial<Record<Column, Variant>> = {
    ours: await work.ours(files),
    deno: await work.deno(files),
    ...work.peer === undefined ? {} : { nodeInDeno: await nodeWorks[work.peer]!(files) },
    floor: await work.floor(files),
  };
  const samplers: [Column, () => Promise<number>][] = Object.entries(variants)
    .map(([column, variant]) => [column as Column, () => measure(variant, MILLISECONDS)]);
  const peers: Peer[] = [];
  for (const [column, command] of Object.entries(work.peer === undefined ? {} : runtimes)) {
    const peer = new Peer(command, [work.peer!, directory, String(files.small.length)]);
    peers.push(peer);
    samplers.push([column as Column, () => peer.round(MILLISECONDS)]);
  }
  const samples: Partial<Record<Column, number[]>> = {};
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (let i = 0; i < samplers.length; i++) {
      // What one leaves to be collected must not always fall to the same neighbour.
      const [column, sample] = samplers[(i + round + WARM_UP) % samplers.length]!;
      const taken = await sample();
      if (round >= 0) (samples[column] ??= []).push(taken);
    }
  }
  for (const variant of Object.values(variants)) await variant.end?.();
  for (const peer of peers) await peer.end();
  const { title, unit, target } = work;
  const figures = Object.fromEntries(Object.entries(samples).map(([column, each]) => [column, median(each)]));
  return { title, unit, target, figures };
}

async function weigh({ title, unit, target, begin }: Pending, files: Files): Promise<Row> {
  const { call, end } = await begin(files);
  const promises: Promise<unknown>[] = new Array(PENDING).fill(undefined);
  for (let i = 0; i < 1000; i++) await call(i); // what is made once is not to be counted
  await Promise.all(Array.from({ length: 4096 }, (_, i) => call(i)));
  const before = used();
  for (let i = 0; i < PENDING; i++) promises[i] = call(i);
  const bytes = (used() - before) / PENDING;
  await Promise.all(promises);
  await end();
  return { title, unit, target, figures: { ours: bytes } };
}

function used(): number {
  gc();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function rowOf(work: Work): Promise<Row> {
  if ("begin" in work) return weigh(work, files);
  if ("figures" in work) return compare(work);
  return time(work, files, directory, JSON.parse(runtimes));
}

async function compare({ title, unit, target, figures }: Compared): Promise<Row> {
  return { title, unit, target, figures: await figures() };
}

const [name, directory, count, runtimes] = Deno.args as [string, string, string, string];
const { works } = await import(`./${name}.ts`) as { works: Work[] };
const files = filesIn(directory, Number(count));
for (const work of works) {
  console.log(JSON.stringify(await rowOf(work)));
}

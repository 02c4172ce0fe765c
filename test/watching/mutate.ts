/**
 * Changes trees at full speed, from a process of its own: reads lines of JSON `{ tree, outside, seed, count }`, makes so
 * many random changes of a tree, and answers each line with one. The same seed makes the same changes of the same tree.
 */
import { TextLineStream } from "./lines.ts";

/** A generator of numbers from 0 to 2^32 − 1: mulberry32. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** What to change. */
export interface Mutation {
  readonly tree: string;
  /** A directory beside the tree, for what is moved out and in. */
  readonly outside: string;
  readonly seed: number;
  readonly count: number;
}

const NAMES = ["a", "b", "c", "d", "e"];

/** Makes the changes. */
export function mutate({ tree, outside, seed, count }: Mutation): void {
  const next = random(seed);
  const pick = <T>(from: readonly T[]): T => from[next() % from.length]!;
  let content = 0;
  const directory = (root = tree) => {
    let path = root;
    for (let depth = next() % 4; depth > 0; depth--) path += `/${pick(NAMES)}`;
    return path;
  };
  const somewhere = (root = tree) => `${directory(root)}/${pick(NAMES)}`;
  const write = (path: string) => Deno.writeTextFileSync(path, `${seed} ${content++}`);
  const changes: (() => void)[] = [
    () => write(somewhere()),
    () => write(somewhere()),
    () => Deno.writeTextFileSync(somewhere(), `+${content++}`, { append: true, create: false }),
    () => Deno.truncateSync(somewhere(), 1),
    () => Deno.chmodSync(somewhere(), 0o700 | (next() & 0o77)),
    () => Deno.mkdirSync(`${somewhere()}/${pick(NAMES)}/${pick(NAMES)}`, { recursive: true }),
    () => {
      const path = `${directory()}/${pick(NAMES)}`;
      Deno.mkdirSync(path, { recursive: true });
      write(`${path}/${pick(NAMES)}`);
    },
    () => Deno.mkdirSync(somewhere()),
    () => Deno.renameSync(somewhere(), somewhere()),
    () => Deno.renameSync(somewhere(), somewhere()),
    () => Deno.renameSync(somewhere(), `${outside}/${pick(NAMES)}`),
    () => Deno.renameSync(`${outside}/${pick(NAMES)}`, somewhere()),
    () => Deno.removeSync(somewhere()),
    () => Deno.removeSync(somewhere(), { recursive: true }),
    () => Deno.symlinkSync(pick(NAMES), somewhere(), { type: "file" }),
    () => {
      const path = somewhere();
      write(`${path}~`);
      Deno.renameSync(`${path}~`, path);
    },
  ];
  for (let i = 0; i < count; i++) {
    try {
      pick(changes)();
    } catch (error) {
      // Most of what is tried at random cannot be done: nothing is there, or something is in the way.
      if (!(error as { code?: string }).code) throw error;
    }
  }
}

if (import.meta.main) {
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const line of lines) {
    mutate(JSON.parse(line));
    console.log("done");
  }
}

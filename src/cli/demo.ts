/** `deno task demo`: a tour in a temporary directory, with the system calls behind every step and how long each took. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { bold, cyan, dim, green, yellow } from "@std/fmt/colors";
import * as files from "../../mod.ts";
import { type Step, TOUR } from "./tour.ts";
import { LOCKS } from "./tour_locks.ts";
import { TREES } from "./tour_trees.ts";
import { WATCHING } from "./tour_watch.ts";

type Message = files.CallMessage | files.LeakMessage;

const WIDTH = 88;

async function main(): Promise<void> {
  const directory = await realDisk();
  const { type } = await files.diskstat(directory);
  const { os, arch } = Deno.build;
  console.log(
    bold(`Reseau Files on ${os} ${Deno.osRelease()}, ${arch}, Deno ${Deno.version.deno}, ${type} below ${directory}`),
  );
  try {
    for (const [number, step] of [...TOUR, ...TREES, ...LOCKS, ...WATCHING].entries()) {
      await show(number + 1, step, directory);
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
  summary();
}

/** A directory on a disk: many systems keep `/tmp` in memory. */
async function realDisk(): Promise<string> {
  for (const parent of [undefined, "/var/tmp", "."]) {
    const directory = await Deno.makeTempDir({ dir: parent, prefix: "reseau-demo-" });
    if ((await files.diskstat(directory)).type !== "tmpfs" || parent === ".") return await Deno.realPath(directory);
    await Deno.remove(directory);
  }
  throw new Error("unreachable");
}

async function show(number: number, { title, source, run }: Step, directory: string): Promise<void> {
  console.log(`\n${bold(`${number}. ${title}`)}`);
  if (source !== "") console.log(cyan(source.split("\n").map((line) => `   ${line}`).join("\n")));
  const calls: files.CallMessage[] = [];
  const listen = (message: unknown) => {
    if ((message as Message).name !== "leak") calls.push(message as files.CallMessage);
  };
  subscribe("reseau:files:call", listen);
  const start = performance.now();
  const told = await run((name) => `${directory}/${name}`).catch((error) => {
    // One system lacks what another has: the tour goes on, and says so.
    if (error instanceof Deno.errors.NotSupported || error.code === "EOPNOTSUPP") return [`not here: ${error.message}`];
    throw error;
  });
  const elapsed = performance.now() - start;
  unsubscribe("reseau:files:call", listen);
  for (const line of told) console.log(`   ${green("→")} ${line}`);
  for (const line of describe(calls, directory)) console.log(dim(`     ${line}`));
  console.log(dim(`     ${duration(elapsed)} in all`));
}

/** One line a call; the same call many times is one line. */
function describe(calls: readonly files.CallMessage[], directory: string): string[] {
  const groups = new Map<string, files.CallMessage[]>();
  const many = calls.length > 12;
  calls.forEach((call, i) => {
    const key = many ? `${call.way} ${call.name} ${call.code ?? ""}` : String(i);
    groups.set(key, [...(groups.get(key) ?? []), call]);
  });
  return [...groups.values()].map((group) => {
    const [first] = group as [files.CallMessage];
    const way = first.way === "pool" ? "pool" : first.way === "now" ? "now " : "sync";
    if (group.length > 1) return `${way}  ${group.length.toLocaleString("en")} × ${first.name}`;
    const args = first.args.map((argument, i) => named(first.name, i, argument) ?? short(argument, directory)).join(
      ", ",
    );
    const result = first.code ?? String(first.result);
    const text = `${way}  ${first.name}(${args})`.slice(0, WIDTH);
    return `${text} = ${first.code === undefined ? result : yellow(result)}  ${duration(first.duration)}`;
  });
}

/** The flags of `openat` by name. */
function named(call: string, index: number, argument: unknown): string | undefined {
  if (index === 0 && argument === -100) return "AT_FDCWD";
  if (call !== "openat" || index !== 2 || typeof argument !== "number") return undefined;
  const access = ["O_RDONLY", "O_WRONLY", "O_RDWR"][argument & files.O.ACCMODE]!;
  const seen = files.O.ACCMODE;
  const flags = Object.entries(files.O).filter(([, bit]) =>
    bit > seen && (bit & (bit - 1)) === 0 && (argument & bit) !== 0
  );
  const names = new Map(flags.map(([name, bit]) => [bit, `O_${name}`]));
  return [access, ...names.values()].join("|");
}

function short(argument: string | number | bigint | null, directory: string): string {
  if (argument === null) return "NULL";
  if (typeof argument !== "string") return String(argument);
  if (argument.startsWith("[")) return `${argument.slice(1, -1)} bytes`;
  return JSON.stringify(argument.replace(`${directory}/`, "…/"));
}

function duration(milliseconds: number): string {
  return milliseconds < 1 ? `${(milliseconds * 1000).toFixed(0)} µs` : `${milliseconds.toFixed(1)} ms`;
}

function summary(): void {
  const { calls, errors, hops, batchMean, batchLargest, answeredNow } = files.metrics();
  console.log(`\n${bold("Altogether")}`);
  console.log(
    `   ${
      calls.toLocaleString("en")
    } system calls, ${errors} of them failed as they should; ${answeredNow} answers at once,`,
  );
  console.log(
    `   ${hops} trips to other threads with ${
      batchMean.toFixed(1)
    } submissions each on average, ${batchLargest} at most.`,
  );
  console.log("   The directory is gone again.");
}

if (import.meta.main) await main();

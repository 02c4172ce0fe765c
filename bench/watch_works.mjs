/**
 * What watchers are measured at, in Deno or Node: `run(work, start, directory)`. `start(path, told)` watches a directory
 * with all in it and calls `told(path)` for each event; it resolves when it watches, to what ends it.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import process from "node:process";

/** Whether figures are only to be seen to come out. */
export const QUICK = process.env.RESEAU_BENCH === "quick";
/** Files of a burst, writes whose event is waited for, milliseconds of idling. */
export const BURST = QUICK ? 5000 : 100_000;
const WRITES = QUICK ? 50 : 3000;
/** Whoever takes longer is measured with fewer writes, in milliseconds. */
const PATIENCE = QUICK ? 5000 : 30_000;
const IDLE = QUICK ? 500 : 3000;
/** How long nothing is told before it is sure that nothing more will be, in milliseconds. */
const SILENCE = QUICK ? 1000 : 3000;

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * `pace`: milliseconds between writes, for who drops those that come faster.
 *
 * @typedef {((path: string, told: (path: string) => void) => Promise<() => unknown>) & { pace?: number }} Start
 */

/** Makes files as fast as it can. */
export function burst(directory) {
  for (let i = 0; i < BURST; i++) fs.closeSync(fs.openSync(`${directory}/${i}`, "w"));
}

/** Which files of a burst are told of, and how long after its beginning the last one is. */
async function countBurst(start, directory, begin) {
  fs.mkdirSync(directory);
  const seen = new Set();
  let last = 0;
  const stop = await start(directory, (path) => {
    if (!seen.has(path)) last = performance.now();
    seen.add(path);
  });
  const begun = performance.now();
  await begin(directory);
  for (let before = -1; seen.size < BURST && before !== seen.size;) {
    before = seen.size;
    for (let i = 0; i < SILENCE / 10 && seen.size < BURST; i++) await sleep(10);
  }
  await stop();
  let reported = 0;
  for (const path of seen) if (/\/\d+$/.test(path)) reported++;
  return { ms: last - begun, reported };
}

function inAnotherProcess(directory) {
  const script = `(${burst})(${JSON.stringify(directory)})`.replace("burst(", "(");
  const source = `const fs = require("fs"), BURST = ${BURST}; ${script}`;
  return new Promise((resolve) => spawn("node", ["-e", source]).on("exit", resolve));
}

/** Megabytes of this process: all, and without the pages of files, which are its executable's above all. */
function resident() {
  const status = fs.readFileSync("/proc/self/status", "utf8");
  const of = (field) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)[1]) * 1024 / 1e6;
  return { mb: of("VmRSS"), anonymous: of("RssAnon") };
}

async function arm(start, tree) {
  const begun = performance.now();
  const stop = await start(tree, () => {});
  const ms = performance.now() - begun;
  await stop();
  return { ms };
}

/**
 * How often threads of this process wake up while nothing happens: the fewest times of three, since a runtime's timers
 * wake it on the way, too.
 */
async function wakeUps() {
  const switches = () =>
    fs.readdirSync("/proc/self/task").reduce((sum, task) => {
      const status = fs.readFileSync(`/proc/self/task/${task}/status`, "utf8");
      return sum + Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)[1]);
    }, 0);
  let fewest = Infinity;
  for (let i = 0; i < 3; i++) {
    const before = switches();
    await sleep(IDLE);
    fewest = Math.min(fewest, switches() - before);
  }
  return fewest;
}

/** @type {Record<string, (start: Start, directory: string) => Promise<Record<string, number>>>} */
const WORKS = {
  arm: (start, directory) => arm(start, `${directory}/tree`),
  armLarge: (start, directory) => arm(start, `${directory}/large`),
  async memory(start, directory) {
    globalThis.gc?.();
    const before = resident();
    const stop = await start(`${directory}/tree`, () => {});
    globalThis.gc?.();
    await sleep(200);
    const after = resident();
    await stop();
    return { mb: after.mb - before.mb, anonymous: after.anonymous - before.anonymous };
  },
  async latency(start, directory) {
    fs.mkdirSync(`${directory}/latency`, { recursive: true });
    const fd = fs.openSync(`${directory}/latency/file`, "w");
    const bytes = new TextEncoder().encode("x"); // what is measured begins with the system call, as far as possible
    let told = () => {};
    const stop = await start(`${directory}/latency`, () => told());
    const taken = [];
    const end = performance.now() + PATIENCE;
    for (let i = 0; i < WRITES && performance.now() < end; i++) {
      await sleep(i % 100 === 0 ? 20 : start.pace ?? 0); // nothing of the write before is to come any more
      let timer;
      const event = new Promise((resolve) => {
        told = resolve;
        timer = setTimeout(resolve, 1000);
      });
      const begun = performance.now();
      fs.writeSync(fd, bytes);
      await event;
      taken.push((performance.now() - begun) * 1000);
      clearTimeout(timer);
    }
    await stop();
    taken.sort((a, b) => a - b);
    return { p50: taken[taken.length >> 1], p99: taken[Math.floor(taken.length * 0.99)] };
  },
  burstHere: (start, directory) => countBurst(start, `${directory}/here-${process.pid}`, burst),
  burstElsewhere: (start, directory) => countBurst(start, `${directory}/elsewhere-${process.pid}`, inAnotherProcess),
  async idle(start, directory) {
    await sleep(1000);
    const alone = await wakeUps(); // a runtime's own threads wake up, too
    const stop = await start(`${directory}/tree`, () => {});
    await sleep(1000);
    const watching = await wakeUps();
    await stop();
    return { wakeups: Math.max(0, watching - alone) };
  },
};

/** Measures one work: prints a line of JSON. */
export async function run(work, start, directory) {
  for (let i = 0; i < 1000; i++) fs.mkdirSync(`${directory}/loading/${i % 30}/${i}`, { recursive: true });
  await (await start(`${directory}/loading`, () => {}))(); // what is loaded once, code above all, is not to be counted
  console.log(JSON.stringify(await WORKS[work](start, directory)));
  process.exit(0);
}

if (process.argv[2] === "node-side") {
  const { starts } = await import("./node_watchers.mjs");
  await run(process.argv[3], starts[process.argv[4]], process.argv[5]);
}

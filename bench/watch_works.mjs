/**
 * What watchers are measured at, in Deno or Node: `run(work, start, directory)`. `start(path, told)` watches a directory
 * with all in it and calls `told(path)` for each event; it resolves when it watches, to what ends it.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import process from "node:process";

/** Files of a burst, writes whose event is waited for, milliseconds of idling. */
const BURST = 100_000;
const WRITES = 3000;
const IDLE = 3000;
/** How long nothing is told before it is sure that nothing more will be, in milliseconds. */
const SILENCE = 3000;

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @typedef {(path: string, told: (path: string) => void) => Promise<() => unknown>} Start */

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

const resident = () => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync("/proc/self/status", "utf8"))[1]) * 1024;

/** @type {Record<string, (start: Start, directory: string) => Promise<Record<string, number>>>} */
const WORKS = {
  async arm(start, directory) {
    const begun = performance.now();
    const stop = await start(`${directory}/tree`, () => {});
    const ms = performance.now() - begun;
    await stop();
    return { ms };
  },
  async memory(start, directory) {
    fs.mkdirSync(`${directory}/nothing`, { recursive: true });
    await (await start(`${directory}/nothing`, () => {}))(); // what is loaded once is not to be counted
    globalThis.gc?.();
    const before = resident();
    const stop = await start(`${directory}/tree`, () => {});
    globalThis.gc?.();
    await sleep(200);
    const mb = (resident() - before) / 1e6;
    await stop();
    return { mb };
  },
  async latency(start, directory) {
    fs.mkdirSync(`${directory}/latency`, { recursive: true });
    const fd = fs.openSync(`${directory}/latency/file`, "w");
    let told = () => {};
    const stop = await start(`${directory}/latency`, () => told());
    const taken = [];
    for (let i = 0; i < WRITES; i++) {
      await sleep(i % 100 === 0 ? 20 : 0); // nothing of the write before is to come any more
      const event = new Promise((resolve) => {
        told = resolve;
        setTimeout(resolve, 1000);
      });
      const begun = performance.now();
      fs.writeSync(fd, "x");
      await event;
      taken.push((performance.now() - begun) * 1000);
    }
    await stop();
    taken.sort((a, b) => a - b);
    return { p50: taken[WRITES >> 1], p99: taken[Math.floor(WRITES * 0.99)] };
  },
  burstHere: (start, directory) => countBurst(start, `${directory}/here-${process.pid}`, burst),
  burstElsewhere: (start, directory) => countBurst(start, `${directory}/elsewhere-${process.pid}`, inAnotherProcess),
  async idle(start, directory) {
    const stop = await start(`${directory}/tree`, () => {});
    await sleep(1000);
    const switches = () =>
      fs.readdirSync("/proc/self/task").reduce((sum, task) => {
        const status = fs.readFileSync(`/proc/self/task/${task}/status`, "utf8");
        return sum + Number(/voluntary_ctxt_switches:\s+(\d+)/.exec(status)[1]);
      }, 0);
    const before = switches();
    await sleep(IDLE);
    const wakeups = switches() - before;
    await stop();
    return { wakeups };
  },
};

/** Measures one work: prints a line of JSON. */
export async function run(work, start, directory) {
  console.log(JSON.stringify(await WORKS[work](start, directory)));
  process.exit(0);
}

if (process.argv[2] === "node-side") {
  const { starts } = await import("./node_watchers.mjs");
  await run(process.argv[3], starts[process.argv[4]], process.argv[5]);
}

/**
 * One work in a process of its own: `node bench/peers.mjs WORK DIRECTORY COUNT`, or the same with Bun. Every line on
 * standard input, a number of milliseconds, is a round, answered by a line of JSON: nanoseconds of an operation.
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { filesIn, measure, works } from "./node_works.mjs";

const [work, directory, count] = process.argv.slice(2);
const variant = await works[work](filesIn(directory, Number(count)));
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify({ ns: await measure(variant, Number(line)) })}\n`);
}
await variant.end?.();

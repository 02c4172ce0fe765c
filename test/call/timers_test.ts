import { assert } from "@std/assert";
import { capabilities, metrics, readFile, stat } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import { scaled, SLOW } from "./scale.ts";

/** Milliseconds. */
const INTERVAL = 10;
/** One tick in so many must come through: this is about starvation, not about speed. */
const OF = SLOW ? 25 : 5;

/** Awaits `work` again and again; the ticks of an interval, and those that fit into the time. */
async function ticksBeside(times: number, work: () => Promise<unknown>): Promise<{ ticks: number; fitting: number }> {
  let ticks = 0;
  const interval = setInterval(() => ticks++, INTERVAL);
  const start = performance.now();
  for (let i = 0; i < times; i++) await work();
  const fitting = (performance.now() - start) / INTERVAL;
  clearInterval(interval);
  return { ticks, fitting };
}

Deno.test("timers fire while a million cached stats are awaited, one after the other", async () => {
  await stat("/"); // which filesystem this is has been learned when the next one comes
  await using dir = await temporaryDirectory();
  const before = metrics();
  const { ticks, fitting } = await ticksBeside(scaled(1_000_000), () => stat(dir.path));
  const answered = metrics().answeredNow - before.answeredNow;
  assert(capabilities().tryNow !== true || answered > scaled(500_000), `${answered} were answered at once`);
  assert(ticks >= fitting / OF, `${ticks} ticks of ${fitting}`);
});

Deno.test("timers fire while cached files are read, one after the other", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("file");
  await Deno.writeFile(path, new Uint8Array(100_000));
  await readFile(path);
  const { ticks, fitting } = await ticksBeside(scaled(20_000), () => readFile(path));
  assert(ticks >= fitting / OF, `${ticks} ticks of ${fitting}`);
});

Deno.test("timers fire while failing stats are awaited, one after the other", async () => {
  const { ticks, fitting } = await ticksBeside(scaled(200_000), () => stat("/no/such").catch(() => {}));
  assert(ticks >= fitting / OF, `${ticks} ticks of ${fitting}`);
});

/** Mutual exclusion between processes, some of which are killed at any moment. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { isFileSync } from "../../mod.ts";
import { SLOW } from "../call/scale.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { wine } from "../windows/windows.ts";

const CONTENDER = fromFileUrl(new URL("contender.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));
/** How many processes, how many of them are killed, and how often each takes the lock. */
type Extent = readonly [processes: number, killed: number, rounds: number];
const FEW: Extent = [4, 1, 5];
/**
 * To start a process takes Wine a second, but what it then does is fast; an emulated processor is slow throughout. A pidfile
 * is told to all who wait for it.
 */
const EXTENT: Readonly<Record<"lock" | "pidfile", Extent>> = {
  lock: wine ? [8, 1, 50] : SLOW ? FEW : [24, 3, 50],
  pidfile: SLOW ? FEW : [12, 2, 60],
};
type Kind = keyof typeof EXTENT;

/** A process, and where it writes down when it had the lock. */
interface Contender {
  readonly child: Deno.ChildProcess;
  readonly log: string;
}

function contend(dir: TemporaryDirectory, kind: Kind, number: number): Contender {
  const log = dir.join(`log${number}`);
  const args = [CONTENDER, kind, dir.join("lock"), log, dir.join("go"), `${EXTENT[kind][2]}`];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", "--config", CONFIG, ...args],
    stdout: "null",
    stderr: "piped",
  }).spawn();
  return { child, log };
}

/** A time during which a process certainly had the lock. */
interface Interval {
  readonly how: string;
  readonly who: number;
  readonly begin: bigint;
  readonly end: bigint;
}

/** What a process wrote down. Who was killed had it for the last time at a moment: how long, nobody knows. */
function intervalsOf({ child, log }: Contender, killed: boolean): Interval[] {
  const lines = Deno.readTextFileSync(log).split("\n").slice(0, -1);
  if (killed && lines.at(-1)?.startsWith("+")) lines.push(lines.at(-1)!.replace("+", "-"));
  assertEquals(lines.length % 2, 0, `${lines.at(-1)} never ended`);
  const intervals = [];
  for (let i = 0; i < lines.length; i += 2) {
    const [first, last] = [lines[i]!, lines[i + 1]!];
    assertMatch(`${first} ${last}`, /^\+([xs]) \d+ -\1 \d+$/);
    intervals.push({ how: first[1]!, who: child.pid, begin: BigInt(first.slice(3)), end: BigInt(last.slice(3)) });
  }
  return intervals;
}

/** Nobody may have the lock while one has it exclusively. */
function check(intervals: readonly Interval[]): void {
  let [last, lastExclusive]: (Interval | undefined)[] = [];
  for (const one of intervals.toSorted((a, b) => a.begin < b.begin ? -1 : 1)) {
    const before = one.how === "x" ? last : lastExclusive;
    assert(before === undefined || before.end <= one.begin, `${told(one)} while ${before && told(before)}`);
    if (last === undefined || one.end > last.end) last = one;
    if (one.how === "x" && (lastExclusive === undefined || one.end > lastExclusive.end)) lastExclusive = one;
  }
}

function told({ how, who, begin, end }: Interval): string {
  return `${how} of ${who} from ${begin} to ${end}`;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

for (const [kind, [processes, killed, rounds]] of Object.entries(EXTENT) as [Kind, Extent][]) {
  Deno.test(`processes exclude each other by a ${kind}, whoever of them is killed, and none waits for ever`, async () => {
    await using dir = await temporaryDirectory();
    const contenders = Array.from({ length: processes }, (_, i) => contend(dir, kind, i));
    const victims = new Set(contenders.slice(0, killed));
    let over = false;
    const ends = contenders.map(async (contender) => {
      const { success, stderr } = await contender.child.output();
      over = true;
      return success || victims.has(contender) ? "" : new TextDecoder().decode(stderr);
    });
    // Not by Deno's pool: under Wine its threads wait for what the processes have to say.
    const sizeOf = ({ log }: Contender) => isFileSync(log) ? Deno.statSync(log).size : -1;
    // All at once: else they come one after the other, as fast as they are started.
    for (const one of contenders) while (sizeOf(one) < 0 && !over) await pause(1);
    Deno.writeTextFileSync(dir.join("go"), "");
    for (const one of victims) {
      while (sizeOf(one) === 0 && !over) await pause(1);
      await pause(Math.random() * 20);
      try {
        one.child.kill("SIGKILL");
      } catch {
        // it was through already
      }
    }
    assertEquals((await Promise.all(ends)).join(""), "");
    const intervals: Interval[] = contenders.flatMap((contender) => intervalsOf(contender, victims.has(contender)));
    check(intervals);
    assert(intervals.length >= (processes - killed) * rounds, `${intervals.length} rounds`);
  });
}

/** Mutual exclusion between processes, some of which are killed at any moment. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { scaled, SLOW } from "../call/scale.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";

const CONTENDER = fromFileUrl(new URL("contender.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));
const PROCESSES = SLOW ? 4 : 24;
/** One in ten is killed. */
const KILLED = SLOW ? 1 : 3;
const ROUNDS = Math.max(5, scaled(50));

function contend(dir: TemporaryDirectory, kind: string): Deno.ChildProcess {
  const args = [CONTENDER, kind, dir.join("lock"), dir.join("log"), `${ROUNDS}`];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", "--config", CONFIG, ...args],
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

/** Goes through the log: nobody may come while one has the lock exclusively, but for those whose holder was killed. */
function check(log: string, killed: ReadonlySet<number>): number {
  const inside = new Map<string, string>();
  let rounds = 0;
  for (const line of log.trimEnd().split("\n")) {
    const [mark, how, ...who] = [line[0]!, line[1]!, ...line.slice(3).split(" ")];
    const pid = Number(who[0]);
    const key = who.join(" ");
    if (mark === "-") {
      assertEquals(inside.get(key), how, `${line} without its beginning`);
      inside.delete(key);
      rounds++;
      continue;
    }
    for (const [other, otherHow] of inside) {
      const dead = killed.has(Number(other.split(" ")[0]));
      if (dead && !(how === "s" && otherHow === "s")) inside.delete(other); // its lock ended with it
      else assert(how === "s" && otherHow === "s", `${line} while ${otherHow} ${other} is inside`);
    }
    assert(!inside.has(key), `${line} twice`);
    inside.set(key, how);
    assert(pid > 0);
  }
  for (const key of inside.keys()) assert(killed.has(Number(key.split(" ")[0])), `${key} never ended`);
  return rounds;
}

for (const kind of ["lock", "pidfile"]) {
  Deno.test(`processes exclude each other by a ${kind}, whoever of them is killed, and none waits for ever`, async () => {
    await using dir = await temporaryDirectory();
    await Deno.writeTextFile(dir.join("log"), "");
    const children = Array.from({ length: PROCESSES }, () => contend(dir, kind));
    const victims = children.slice(0, KILLED);
    const killed = new Set(victims.map(({ pid }) => pid));
    const written = (pid: number) => Deno.readTextFileSync(dir.join("log")).includes(` ${pid} `);
    const ends = children.map(async (child) => {
      const { success, stderr } = await child.output();
      return success || killed.has(child.pid) ? "" : new TextDecoder().decode(stderr);
    });
    for (const victim of victims) {
      while (!written(victim.pid)) await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
      try {
        victim.kill("SIGKILL");
      } catch {
        // it was through already
      }
    }
    assertEquals((await Promise.all(ends)).join(""), "");
    const rounds = check(await Deno.readTextFile(dir.join("log")), killed);
    assert(rounds >= (PROCESSES - KILLED) * ROUNDS, `${rounds} rounds`);
  });
}

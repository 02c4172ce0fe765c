/**
 * One of several processes that take the same lock and write of it into a log: `contender.ts kind lock log rounds`. Each
 * line of the log is `+` or `-`, `x` or `s` (exclusive, shared), the process and the round, in one write. Who is killed
 * leaves a `+` without its `-`.
 */
import { lockFile, mkpidlock, open } from "../../mod.ts";
import { wine } from "../windows/windows.ts";

const [kind, lock, log, rounds] = Deno.args as [string, string, string, string];
await using file = await open(log, "a");

async function under(how: "x" | "s", round: number): Promise<void> {
  await file.writeAll(`+${how} ${Deno.pid} ${round}\n`);
  // Sometimes the turn is over at once, and sometimes others run meanwhile.
  if (Math.random() < 0.3) await new Promise((resolve) => setTimeout(resolve, Math.random() * 2));
  await file.writeAll(`-${how} ${Deno.pid} ${round}\n`);
}

for (let round = 0; round < Number(rounds); round++) {
  if (kind === "pidfile") {
    await using _held = await mkpidlock(lock, { pollInterval: 1000 });
    await under("x", round);
  } else {
    // Wine finds the end of a file before it writes there: two that share the lock would write on each other's lines.
    const shared = !wine && Math.random() < 0.3;
    await using _held = await lockFile(lock, { shared });
    await under(shared ? "s" : "x", round);
  }
}

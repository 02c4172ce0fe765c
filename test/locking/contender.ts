/**
 * One of several processes that take the same lock: `contender.ts kind lock log go rounds`. They begin when there is a
 * file `go`. Each line of its log, which is its
 * own, is `+` or `-`, `x` or `s` (exclusive, shared) and a time, at which it certainly had the lock; a `+` is followed by
 * its `-`. Who is killed may leave the last one without.
 */
import { isFile, lockFile, mkpidlock, open } from "../../mod.ts";
import { now } from "./clock.ts";

const [kind, lock, log, go, rounds] = Deno.args as [string, string, string, string, string];
await using file = await open(log, "w");
while (!await isFile(go)) await new Promise((resolve) => setTimeout(resolve, 1));

async function under(how: "x" | "s"): Promise<void> {
  await file.writeAll(`+${how} ${now()}\n`);
  // Sometimes the turn is over at once, and sometimes others run meanwhile.
  if (Math.random() < 0.3) await new Promise((resolve) => setTimeout(resolve, Math.random() * 2));
  await file.writeAll(`-${how} ${now()}\n`);
}

for (let round = 0; round < Number(rounds); round++) {
  if (kind === "pidfile") {
    await using _held = await mkpidlock(lock, { pollInterval: 1000 });
    await under("x");
  } else {
    const shared = Math.random() < 0.3;
    await using _held = await lockFile(lock, { shared });
    await under(shared ? "s" : "x");
  }
}

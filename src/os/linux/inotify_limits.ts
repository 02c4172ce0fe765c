/** The limits that inotify stands under, in words for whoever has to raise them: inotify(7), namespaces(7). */
import { failureOf } from "../../call/errno.ts";
import { synchronous } from "../../call/synchronous.ts";
import { settingOf } from "./proc.ts";

const LIMITS = {
  watch: { failure: failureOf("ENOSPC"), counted: "watches", usual: 524_288 },
  instance: { failure: failureOf("EMFILE"), counted: "instances", usual: 1024 },
} as const;

/** Which limit was reached, its value, how many are in use here and how to raise it; undefined for any other failure. */
export function limitReached(result: number, what: keyof typeof LIMITS, used: number): string | undefined {
  const { failure, counted, usual } = LIMITS[what];
  if (result !== failure) return undefined;
  const global = `fs.inotify.max_user_${counted}`;
  // A user namespace (a container) may have a lower one.
  const own = `user.max_inotify_${counted}`;
  const [all, mine] = [valueOf(global), valueOf(own)];
  const [name, value] = mine !== undefined && mine < (all ?? Infinity) ? [own, mine] : [global, all];
  const enough = Math.max(usual, 2 * (value ?? 0));
  return `${name} allows ${value ?? "no more"} ${counted} to all processes of a user, of which this one has ${used}; ` +
    `raise it (now: sysctl ${name}=${enough}; for good: a line ${name}=${enough} in /etc/sysctl.d/)`;
}

function valueOf(name: string): number | undefined {
  return synchronous(settingOf(name.replaceAll(".", "/")));
}

/** The demo's steps about locks: two processes, one of which is killed. */
import { fromFileUrl } from "@std/path/from-file-url";
import * as files from "../../mod.ts";
import type { Step } from "./tour.ts";

const OTHER = fromFileUrl(new URL("tour_locks_other.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** Another process, which is ready when {@link Other.start} has resolved. */
class Other {
  private constructor(readonly child: Deno.ChildProcess) {}

  static async start(part: string, path: string): Promise<Other> {
    const args = ["run", "-A", "--quiet", "--no-check", "--config", CONFIG, OTHER, part, path];
    const child = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped" }).spawn();
    const reader = child.stdout.getReader();
    const { done } = await reader.read();
    await reader.cancel();
    if (done) throw new Error(`the other process ended with ${(await child.status).code}`);
    return new Other(child);
  }

  /** Lets it go on, to its end. */
  async goOn(): Promise<void> {
    await this.child.stdin.close();
    await this.child.status;
  }

  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.child.status;
    await this.child.stdin.abort().catch(() => {});
  }
}

/** Locks, pidfiles and files that are old or new. */
export const LOCKS: readonly Step[] = [
  {
    title: "Two processes want one lock: the second waits without a thread, and can give up",
    source: `await using lock = await lockFile("the.lock", { timeout: 5000 });`,
    async run(path) {
      const other = await Other.start("lock", path("the.lock"));
      const taken = await files.tryLockFile(path("the.lock"));
      const gaveUp = await files.lockFile(path("the.lock"), { timeout: 20 }).catch((error) => error.name);
      const start = performance.now();
      const waiting = files.lockFile(path("the.lock"));
      const ended = other.goOn();
      await using lock = await waiting;
      const waited = performance.now() - start;
      await ended;
      return [
        `while process ${other.child.pid} has it: ${taken}, and ${gaveUp} after 20 ms`,
        `it let go, and we had it: ${lock.held}, ${waited.toFixed(1)} ms after it was told to`,
      ];
    },
  },
  {
    title: "A process is killed and leaves its pidfile behind: the next one takes it at once",
    source: `await trymkpidlock("job.pid");  // false while it is held\nawait readPidfile("job.pid");`,
    async run(path) {
      const other = await Other.start("pidfile", path("job.pid"));
      const held = await files.trymkpidlock(path("job.pid"));
      await other.kill();
      const left = await files.readPidfile(path("job.pid"));
      const lock = await files.trymkpidlock(path("job.pid"));
      const pid = (await files.readPidfile(path("job.pid")))?.pid;
      if (lock !== false) await lock.release();
      return [
        `while process ${other.child.pid} has it: ${held}`,
        left === null
          ? "killed, it left nothing"
          : `killed, it left a file: { pid: ${left.pid}, stale: ${left.stale} }`,
        `taken over: ${lock !== false}, by process ${pid}; released, it is gone: ${!await files.isPath(
          path("job.pid"),
        )}`,
      ];
    },
  },
  {
    title: "A process is killed while it replaces a file: the old content is untouched",
    source: `await using file = await atomicFile("settings");\nawait file.writeAll(half); // killed here`,
    async run(path) {
      await files.atomicWrite(path("settings"), "all of the old content\n", { fsync: true, fsyncDir: true });
      const other = await Other.start("write", path("settings"));
      await other.kill();
      const content = await files.readTextFile(path("settings"));
      const left = (await files.readdir(path("."))).filter((name) => name.startsWith(".reseau-"));
      await files.atomicWrite(path("settings"), "all of the new content\n");
      return [
        `killed half way: ${JSON.stringify(content)}, and ${left.length} file that has no name yet`,
        `written again: ${JSON.stringify(await files.readTextFile(path("settings")))}`,
      ];
    },
  },
];

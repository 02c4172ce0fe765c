/** Who is told of a lock's end on Linux, and by what: Deno's own loop, or, where that does not read, the reactor. */
import { assertEquals } from "@std/assert";
import { valueOfScript } from "../call/subprocess.ts";
import { temporaryDirectory } from "../temporary.ts";

const WATCH = new URL("../../src/os/linux/lock_watch.ts", import.meta.url).href;

/** What a process saw that watched a file, and whether its reactor waited meanwhile. */
interface Seen {
  readonly told: readonly string[];
  readonly reactor: boolean;
  readonly left: number;
}

/** Watches one file twice and another once, in a process of its own where Deno is as `deno` made it; nothing keeps it. */
async function seen(deno: string): Promise<Seen> {
  await using dir = await temporaryDirectory();
  return await valueOfScript<Seen>(
    `
    import process from "node:process";
    ${deno}
    const { watchLock } = await import(${JSON.stringify(WATCH)});
    const instances = () => [...Deno.readDirSync("/proc/self/fd")].map(({ name }) => {
      try { return Deno.readLinkSync("/proc/self/fd/" + name); } catch { return ""; }
    }).filter((name) => name.includes("inotify")).length;
    const until = async (holds) => {
      for (const end = performance.now() + 60_000; !holds();) {
        if (performance.now() > end) throw new Error("in vain: " + told);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    const told = [];
    const watch = (file, name) => watchLock(file.fd, () => told.push(name));
    const [a, b] = [${JSON.stringify(dir.join("a"))}, ${JSON.stringify(dir.join("b"))}];
    const files_ = await Promise.all([a, b].map((path) => files.open(path, "w+")));
    const close = async (path) => (await Deno.open(path)).close();

    const first = [watch(files_[0], "a1"), watch(files_[0], "a2"), watch(files_[1], "b")];
    await new Promise((resolve) => setTimeout(resolve, 300)); // nothing happens for a while: that is no reason for doubt
    await close(a);
    await until(() => told.length === 2);
    first[0].end();
    first[0].end();
    await close(a);
    await close(b);
    await until(() => told.length === 4);
    for (const interest of first) interest.end();
    await close(a);
    // Ended and begun again in one turn: what happened in between was told to nobody.
    const again = watch(files_[1], "b again");
    await close(a);
    await close(b);
    await until(() => told.length === 5);
    again.end();
    const reactor = (files.metrics().byCall.epoll_wait?.calls ?? 0) > 0;
    await until(() => instances() === 0);
    const last = watch(files_[0], "another instance");
    await close(a);
    await until(() => told.length === 6);
    last.end();
    console.log(JSON.stringify({ told, reactor, left: instances() }));
    `,
    ["-A"],
  );
}

const TOLD = ["a1", "a2", "a2", "b", "b again", "another instance"];

/** What Deno is made to be, and whether the reactor has to listen then. */
const DENO: Readonly<Record<string, readonly [script: string, reactor: boolean]>> = {
  "Deno's loop, which takes no thread": ["", false],
  "the reactor, where Deno has no such handles": ["process.binding = undefined;", true],
  "the reactor, where they cannot be made": [`process.binding = () => { throw new Error("gone"); };`, true],
  "the reactor, where they open nothing": [
    "process.binding = () => ({ Pipe: class { open() { return -22; } } });",
    true,
  ],
  "the reactor, where they never read": [
    `const { binding } = process;
    const { Pipe } = binding("pipe_wrap");
    process.binding = () => ({
      ...binding("stream_wrap"), Pipe: class extends Pipe { readStart() { return 0; } },
    });`,
    true,
  ],
};

Deno.test({
  name: "of a lock's end all are told who watch, by Deno's loop, or by the reactor where that does not read",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const found = await Promise.all(Object.entries(DENO).map(async ([name, [script]]) => [name, await seen(script)]));
    const expected = Object.entries(DENO).map(([name, [, reactor]]) => [name, { told: TOLD, reactor, left: 1 }]);
    assertEquals(found, expected);
  },
});

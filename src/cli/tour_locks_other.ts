/** The other process of the demo's steps about locks: `tour_locks_other.ts PART PATH`. It says when it is ready. */
import * as files from "../../mod.ts";

/** Until it is told to go on, or killed. */
async function pause(): Promise<void> {
  console.log("ready");
  await Deno.stdin.read(new Uint8Array(1));
}

const PARTS: Readonly<Record<string, (path: string) => Promise<void>>> = {
  lock: (path) => files.withFileLock(path, pause),
  async pidfile(path) {
    await using _lock = await files.mkpidlock(path);
    await pause();
  },
  async write(path) {
    await using file = await files.atomicFile(path);
    await file.writeAll("the first half, and ");
    await pause();
    await file.writeAll("the second.\n");
    await file.commit();
  },
};

const [part, path] = Deno.args;
await PARTS[part!]!(path!);

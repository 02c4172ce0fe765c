/** A reader that stalls: what waits for it stays within bounds, and is the truth when it reads on. */
import { assert, assertEquals } from "@std/assert";
import { scaled } from "../call/scale.ts";
import { valueOfScript } from "../call/subprocess.ts";
import { temporaryDirectory } from "../temporary.ts";

const WATCHING = new URL("../../src/watching/watching.ts", import.meta.url).href;

/** What a reader finds who has stalled while a file was renamed again and again: no two of these events can be merged. */
interface Found {
  /** MiB that are alive after the first third of the renames, and after all. */
  readonly early: number;
  readonly late: number;
  readonly events: number;
  readonly rescans: number;
  /** Where the file stands by the events, and where it does. */
  readonly told: string;
  readonly is: string;
}

Deno.test("a reader who stalls costs no more than so much memory, and misses nothing of what is there in the end", async () => {
  await using dir = await temporaryDirectory("/dev/shm");
  const renames = scaled(240_000);
  const found = await valueOfScript<Found>(
    `
    const { watch } = await import(${JSON.stringify(WATCHING)});
    const dir = ${JSON.stringify(dir.path)};
    Deno.writeTextFileSync(dir + "/0", "");
    const watcher = watch(dir);
    await watcher.ready;
    const alive = () => {
      gc();
      const { heapUsed, external } = Deno.memoryUsage();
      return (heapUsed + external) / 2 ** 20;
    };
    let early;
    for (let i = 1; i <= ${renames}; i++) {
      Deno.renameSync(dir + "/" + (i - 1), dir + "/" + i);
      if (i % 1000 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
      if (i === ${renames / 3}) early = alive();
    }
    const late = alive();
    const flushed = watcher.flush();
    let [events, rescans, told] = [0, 0, dir + "/0"];
    const reading = (async () => {
      for await (const { kind, path, from } of watcher) {
        events++;
        if (kind === "rescan") rescans++;
        if (kind === "rename" && from === told) told = path;
        if (kind === "remove" && path === told) told = "";
        if (kind === "create") told = path;
      }
    })();
    await flushed;
    watcher.close();
    await reading;
    console.log(JSON.stringify({ early, late, events, rescans, told, is: dir + "/${renames}" }));`,
    ["-A", "--v8-flags=--expose-gc"],
  );
  assertEquals(found.told, found.is);
  assert(found.late - found.early < 16, `${found.early} MiB, then ${found.late}`);
  assert(found.events <= 3 << 16, `${found.events} events waited`);
  if (found.events < renames) assert(found.rescans > 0, "nobody has said that changes were lost");
});

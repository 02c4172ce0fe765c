import { assert, assertEquals } from "@std/assert";
import { configure, metrics, open, openSync, type Options } from "../../mod.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { openIn } from "./open_in.ts";
import { scaled, SLOW, turn, until } from "./scale.ts";

const HANDLES = scaled(10_000);
const TOGETHER = 500;
const WAYS: readonly Partial<Options>[] = [{}, { tryNow: false }, { tryNow: false, batch: false }];
/** One open in so many is of a FIFO whose other end nobody opens. */
const FIFO_EVERY = 41;

Deno.test("opening that is given up at any moment leaves no descriptor behind", async (t) => {
  for (const options of WAYS) {
    await t.step(`configure(${JSON.stringify(options)})`, async () => {
      await using dir = await temporaryDirectory();
      await Deno.writeTextFile(dir.join("file"), "content");
      await new Deno.Command("mkfifo", { args: [dir.join("fifo")] }).output();
      configure({ tryNow: true, batch: true, ...options });
      try {
        const counts = { opened: 0, aborted: 0 };
        for (let done = 0; done < HANDLES; done += TOGETHER) {
          await Promise.all(Array.from({ length: TOGETHER }, (_, i) => openOrGiveUp(dir, done + i, counts)));
        }
        await drained(dir);
        assertEquals(counts.opened + counts.aborted, Math.ceil(HANDLES / TOGETHER) * TOGETHER);
        // A slow machine may give up everything in time.
        assert((counts.opened > 0 || SLOW) && counts.aborted > 0, `both happened: ${JSON.stringify(counts)}`);
      } finally {
        configure({ tryNow: true, batch: true });
      }
    });
  }
});

async function openOrGiveUp(dir: TemporaryDirectory, i: number, counts: { opened: number; aborted: number }) {
  const fifo = i % FIFO_EVERY === 0;
  const path = dir.join(fifo ? "fifo" : "file");
  const how = fifo && i % (2 * FIFO_EVERY) === 0 ? { write: true } : { read: true };
  const controller = new AbortController();
  const { signal } = controller;
  const reason = { i };
  const moment = i % 5;
  if (moment === 0) controller.abort(reason);
  const opening = open(path, { ...how, signal });
  if (moment === 1) controller.abort(reason);
  else if (moment > 1) abortLater(controller, reason, moment === 2 ? "microtasks" : "turns");
  try {
    await (await opening).close();
    counts.opened++;
  } catch (error) {
    assert(error === reason, `rejected with the signal's reason, not ${error}`);
    counts.aborted++;
  }
}

async function abortLater(controller: AbortController, reason: unknown, after: "microtasks" | "turns") {
  const count = Math.floor(Math.random() * (after === "turns" ? 4 : 30));
  for (let i = 0; i < count; i++) await (after === "turns" ? turn() : undefined);
  controller.abort(reason);
}

/** Waits until nothing is under way any more, and only then nothing is open. */
async function drained(dir: TemporaryDirectory): Promise<void> {
  const quiet = () => {
    openSync(dir.join("fifo"), "r+").closeSync(); // those who wait for its other end see one come and go
    return metrics().waiting === 0 && openIn(dir.path).length === 0;
  };
  await until(quiet, "every descriptor is closed").catch((error) => {
    throw new Error(`${error.message}: ${openIn(dir.path)}`);
  });
}

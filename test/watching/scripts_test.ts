/**
 * What watching reports, as scripts in `scripts/`: one behaviour a file.
 *
 *     # A directory that is made with its parents is reported with all of them.
 *     watch: tree                      the watched paths, separated by spaces; "tree" if it is left away
 *     options: {"recursive": true}     options as JSON
 *     before:                          steps before anything is watched
 *       mkdir tree
 *     steps:                           steps while it is watched, then flush()
 *       mkdir -p tree/a/b
 *     events:                          the events that these bring, in order; a directory ends in "/"
 *       create tree/a/
 *       create tree/a/b/
 *     steps:                           and so on
 *
 * Steps are mkdir [-p], touch, echo TEXT > FILE, echo TEXT >> FILE, truncate, chmod, rm [-r], mv, exchange, cp, ln [-s],
 * and of the watcher flush, add and remove. They are taken without a pause, so that the system tells of all of them at once.
 * `events in any order:` is for what is found by looking. Sections `kqueue:` and `windows:` hold the events of systems that
 * tell less, or otherwise: they are the documentation of the difference; `wine:` holds those of Wine where Windows has
 * others, as test/windows/README.md explains. Their order does not count, nor does any on macOS, where lists tell. The event of one thing said twice in a row counts
 * once: how many writes a file is written with is nobody's business.
 *
 * Every script runs with the calls in one trip and, but on slow machines, with each on its own. Polled, it must end with events that lead to what
 * is there.
 */
import { assertEquals } from "@std/assert";
import { target } from "../../ffi/target.ts";
import { fromFileUrl } from "@std/path/from-file-url";
import { configure } from "../../mod.ts";
import { watch, type WatchEvent, type WatchOptions } from "../../src/watching/watching.ts";
import { SLOW } from "../call/scale.ts";
import { temporaryDirectory } from "../temporary.ts";
import { contradictions, type State, stateOf } from "./replay.ts";
import { wine } from "../windows/windows.ts";
import { type Dialect, parseScript, type Script, step, written } from "./script.ts";

const FOLDER = fromFileUrl(new URL("scripts", import.meta.url)) as string;
const DIALECTS: Partial<Record<typeof Deno.build.os, readonly Dialect[]>> = {
  darwin: ["kqueue"],
  windows: wine ? ["wine", "windows"] : ["windows"],
};
const dialects = DIALECTS[target.os] ?? ["inotify"];
const WAYS = [
  ["in one trip", {}],
  ["each call on its own", { tryNow: false, batch: false }],
] as const;

/** Runs a script in a directory of its own, and hands over what was told in each of its acts. */
async function play(
  script: Script,
  told: (events: WatchEvent[], act: number, before: State) => void,
  options: WatchOptions = {},
): Promise<void> {
  await using directory = await temporaryDirectory();
  const here = Deno.cwd();
  Deno.chdir(directory.path);
  try {
    for (const line of script.before) await step(line);
    using watcher = watch(script.watched, { ...script.options, ...options });
    let before = stateNow();
    let events: WatchEvent[] = [];
    const reading = (async () => {
      for await (const event of watcher) events.push(event);
    })();
    await watcher.ready;
    for (const [i, { steps }] of script.acts.entries()) {
      for (const line of steps) await step(line, watcher);
      await watcher.flush();
      told(events, i, before);
      before = stateNow();
      events = [];
    }
    watcher.close();
    await reading;
  } finally {
    Deno.chdir(here);
  }
}

/** What stands in "tree", where most scripts play. */
function stateNow(): State {
  try {
    return stateOf("tree");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Map();
    throw error;
  }
}

/** Whether all that happens in "tree", and nothing else, is to be reported. */
function isPlain({ watched, options }: Script): boolean {
  return watched.join() === "tree" && Object.keys(options).length === 0;
}

const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).sort();
const scripts = names.map((name) => parseScript(Deno.readTextFileSync(`${FOLDER}/${name}`), dialects));

scripts.forEach((script, i) => {
  Deno.test(`${names[i]}: ${script.title}`, async (t) => {
    for (const [way, options] of SLOW ? WAYS.slice(0, 1) : WAYS) {
      await t.step(way, async () => {
        configure({ tryNow: true, batch: true, ...options });
        try {
          await play(script, (events, act) => {
            const { events: expected, inAnyOrder } = script.acts[act]!;
            const actual = events.map(written).filter((event, i, all) => event !== all[i - 1]);
            if (inAnyOrder) assertEquals(actual.sort(), [...expected].sort());
            else assertEquals(actual, expected);
          });
        } finally {
          configure({ tryNow: true, batch: true });
        }
      });
    }
    if (!isPlain(script)) return;
    await t.step("polled", () =>
      play(script, (events, _, before) => {
        assertEquals(contradictions(before, events, stateNow(), "tree"), []);
      }, { backend: "poll", interval: 20 }));
  });
});

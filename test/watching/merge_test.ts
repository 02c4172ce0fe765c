import { assertEquals } from "@std/assert";
import { asReplacing, merged } from "../../src/watching/merge.ts";
import type { WatchEvent } from "../../src/watching/watch_event.ts";
import { random } from "./mutate.ts";
import { replayed, type State } from "./replay.ts";

/** `create a`, `rename a b`, `rename! a b` (which replaces b), with `/` behind a directory. */
function events(text: string): WatchEvent[] {
  return text.split(", ").filter((part) => part !== "").map((part) => {
    const [kind, first, second] = part.split(" ") as [string, string, string?];
    const isDirectory = first.endsWith("/");
    const path = (second ?? first).replace(/\/$/, "");
    if (second === undefined) return { kind: kind as WatchEvent["kind"], path, isDirectory };
    const event: WatchEvent = { kind: "rename", path, from: first.replace(/\/$/, ""), isDirectory };
    return kind.endsWith("!") ? asReplacing(event) : event;
  });
}

const CASES: Readonly<Record<string, string>> = {
  "create a, modify a, attrib a": "create a",
  "create a, remove a": "",
  "create d/, create d/a, remove d/a, remove d/": "",
  "modify a, modify a": "modify a",
  "attrib a, modify a": "modify a",
  "modify a, attrib a": "modify a",
  "attrib a, attrib a": "attrib a",
  "modify a, remove a": "remove a",
  "remove a, create a": "modify a",
  "remove a, create a, remove a": "remove a",
  "remove d/, create d/": "remove d/, create d/",
  "remove a, create a/": "remove a, create a/",
  "create a, rename a b": "create b",
  "create a, rename! a b": "modify b",
  "create a, modify b, rename! a b": "modify b",
  "modify a, rename a b": "rename a b, modify b",
  "attrib a, rename a b, remove b": "rename a b, remove b",
  "rename a b, create a": "rename a b, create a",
  "create d/, rename a d/a, remove d/a, remove d/": "create d/, rename a d/a, remove d/a, remove d/",
  "create d/a, rename d/ e, modify e/a": "create d/a, rename d/ e, modify e/a",
  "create d/a, rename d/ e, create d/a, remove d/a": "create d/a, rename d/ e",
  "create a, modify b, remove a": "modify b",
  "remove d/a, remove d/, create d/, create d/a": "remove d/a, remove d/, create d/, create d/a",
  "modify a, rescan a, modify a": "modify a, rescan a, modify a",
};

for (const [before, after] of Object.entries(CASES)) {
  Deno.test(`${before} merge to ${after === "" ? "nothing" : after}`, () => {
    assertEquals(merged(events(before)), events(after));
  });
}

const NAMES = ["a", "b", "c"];

/** Random events, each of which is possible after those before. */
function possible(seed: number, count: number): { before: State; events: WatchEvent[] } {
  const next = random(seed);
  const pick = <T>(from: readonly T[]): T => from[next() % from.length]!;
  const told: WatchEvent[] = [];
  const before: State = new Map([["/r", { type: "directory", content: "", mode: undefined }]]);
  for (const name of NAMES) {
    if (next() % 2) before.set(`/r/${name}`, { type: "file", content: name, mode: 1 });
  }
  let state = new Map(before);
  while (told.length < count) {
    const directories = [...state].filter(([, { type }]) => type === "directory").map(([path]) => path);
    const path = `${pick(directories)}/${pick(NAMES)}`;
    const known = state.get(path);
    const isDirectory = known === undefined ? next() % 3 === 0 : known.type === "directory";
    const kind = known === undefined ? "create" : pick(["modify", "attrib", "remove", "rename"] as const);
    let event: WatchEvent = { kind, path, isDirectory };
    if (kind === "rename") {
      const to = `${pick(directories)}/${pick(NAMES)}`;
      if (to === path || to.startsWith(`${path}/`)) continue;
      const target = state.get(to);
      if (target !== undefined && (isDirectory || target.type === "directory")) continue;
      event = { kind, path: to, from: path, isDirectory };
      if (target !== undefined) asReplacing(event);
    }
    const after = replayed(state, [event]);
    if (after.wrong.length > 0) continue;
    state = after.state;
    told.push(event);
  }
  return { before, events: told };
}

Deno.test("merged events lead where all events lead", () => {
  for (let seed = 1; seed <= 3000; seed++) {
    const { before, events } = possible(seed, 4 + seed % 40);
    const told = replayed(before, events);
    const less = merged(events);
    const after = replayed(before, less);
    assertEquals(after.wrong, [], `seed ${seed}: ${JSON.stringify(events)} became ${JSON.stringify(less)}`);
    const paths = (state: State) => [...state].map(([path, { type }]) => `${path} ${type}`).sort();
    assertEquals(paths(after.state), paths(told.state), `seed ${seed}`);
    // Whatever is said to be as it was is as it was.
    for (const [path, entry] of after.state) {
      const all = told.state.get(path)!;
      if (entry.content !== undefined) assertEquals(entry.content, all.content, `seed ${seed}, ${path}`);
      if (entry.mode !== undefined) assertEquals(entry.mode, all.mode, `seed ${seed}, ${path}`);
    }
  }
});

/** Scripts of shell-like steps and expected events: `scripts_test.ts` says what they look like. */
import { dirname, join } from "@std/path";
import { renameSync } from "../../mod.ts";
import type { Watcher } from "../../src/watching/watching.ts";
import type { WatchEvent, WatchOptions } from "../../src/watching/watching.ts";

/** Steps, and the events that they bring. */
export interface Act {
  readonly steps: readonly string[];
  readonly events: readonly string[];
  readonly inAnyOrder: boolean;
}

/** A script. */
export interface Script {
  readonly title: string;
  readonly options: WatchOptions;
  readonly watched: readonly string[];
  readonly before: readonly string[];
  readonly acts: readonly Act[];
}

/** The systems whose events stand in sections of their own where they differ. */
export type Dialect = "inotify" | "kqueue" | "windows" | "wine";

interface Section {
  readonly name: string;
  readonly lines: string[];
}

/** Reads a script: of the sections of several dialects, the first one's counts. */
export function parseScript(text: string, dialects: readonly Dialect[]): Script {
  const lines = text.split("\n");
  const title = lines[0]!.replace(/^# /, "");
  const sections: Section[] = [];
  const settings = new Map<string, string>();
  for (const line of lines.slice(1)) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (line.startsWith(" ")) {
      sections.at(-1)!.lines.push(line.trim());
      continue;
    }
    const [, name, value] = /^(\w[\w ]*): *(.*)$/.exec(line) as unknown as [string, string, string];
    if (value === "") sections.push({ name, lines: [] });
    else settings.set(name, value);
  }
  const listed = dialects.includes("kqueue"); // what a list finds has no order
  const acts: Act[] = [];
  let before: readonly string[] = [];
  sections.forEach(({ name, lines }, i) => {
    if (name === "before") before = lines;
    if (name !== "steps") return;
    const next = sections.findIndex(({ name }, at) => at > i && name === "steps");
    const told = sections.slice(i + 1, next < 0 ? undefined : next);
    const own = dialects.map((dialect) =>
      told.find(({ name }) => name === dialect)
    ).find((found) => found !== undefined) ??
      told.find(({ name }) => name.startsWith("events"));
    acts.push({ steps: lines, events: own?.lines ?? [], inAnyOrder: listed || own?.name !== "events" });
  });
  return {
    title,
    options: settings.has("options") ? JSON.parse(settings.get("options")!) : {},
    watched: settings.get("watch")?.split(" ") ?? ["tree"],
    before,
    acts,
  };
}

/** An event as scripts write it: a directory ends in a slash. */
export function written({ kind, path, from, isDirectory }: WatchEvent): string {
  const end = isDirectory ? "/" : "";
  return from === undefined ? `${kind} ${path}${end}` : `${kind} ${from}${end} ${path}${end}`;
}

/** Takes one step. */
export function step(line: string, watcher?: Watcher): void | Promise<void> {
  const [command, ...words] = line.split(" ");
  const options = words.filter((word) => word.startsWith("-"));
  const [first, second, third] = words.filter((word) => !word.startsWith("-")) as [string, string, string];
  switch (command) {
    case "mkdir":
      return Deno.mkdirSync(first, { recursive: options.includes("-p") });
    case "touch":
      return isThere(first) ? Deno.utimeSync(first, 1, 1) : Deno.createSync(first).close();
    case "echo": // echo text > file, echo text >> file
      return Deno.writeTextFileSync(third, first, { append: second === ">>" });
    case "truncate":
      return Deno.truncateSync(first, 0);
    case "chmod":
      return Deno.chmodSync(second, parseInt(first, 8));
    case "rm":
      return Deno.removeSync(first, { recursive: options.includes("-r") });
    case "mv":
      return Deno.renameSync(first, second);
    case "exchange":
      renameSync(first, second, { exchange: true });
      return;
    case "cp":
      return Deno.writeFileSync(second, Deno.readFileSync(first));
    case "ln":
      return options.includes("-s") ? link(first, second) : Deno.linkSync(first, second);
    case "flush":
      return watcher!.flush();
    case "add":
      return watcher!.add(first);
    case "remove":
      return watcher!.remove(first);
    default:
      throw new Error(`no such step: ${line}`);
  }
}

/** Makes a symbolic link: Windows has two kinds of them. */
function link(target: string, path: string): void {
  Deno.symlinkSync(target, path, { type: isDirectory(join(dirname(path), target)) ? "dir" : "file" });
}

function isDirectory(path: string): boolean {
  return isThere(path) && Deno.statSync(path).isDirectory;
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

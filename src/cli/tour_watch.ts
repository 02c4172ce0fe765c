/** The demo's steps about watching: tools that most systems have work in a folder, and what was reported of it. */
import { changesSince, snapshot, watch, type WatchEvent } from "../watching/watching.ts";
import type { Step } from "./tour.ts";

/** Held back until they are asked for, so that what belongs together is merged, however slow the machine is. */
const HELD = 60_000;

/** Watching. */
export const WATCHING: readonly Step[] = [
  {
    title: "Watch a folder while tools work in it: nothing is missed, a rename is one event, an editor's save a modify",
    source: `using watcher = watch("project", { ignore: "**/.git", debounce: ${HELD} });
for await (const { kind, path, from } of watcher) …`,
    async run(path) {
      const project = path("project");
      await Deno.mkdir(project);
      await Deno.writeTextFile(`${project}/notes.txt`, "a draft\n");
      using told = new Told(project);
      await told.ready;
      return [
        ...await told.of("mkdir", "-p", "src/deep/er"),
        ...await told.of("touch", "src/deep/er/file.txt"),
        ...await told.of("sed", "-i", "s/draft/text/", "notes.txt"), // writes another file, and renames it
        ...await told.of("mv", "src", "lib"),
        ...await told.of("rm", "-r", "lib/deep"),
      ];
    },
  },
  {
    title: "git checkout: one event for each file that the branches differ in",
    source: "",
    async run(path) {
      const project = path("project");
      const git = (...args: string[]) => tool(project, "git", ...args);
      if (!await git("--version")) return ["left out: there is no git here"];
      await git("init", "-q");
      await git("add", ".");
      await git("commit", "-q", "-m", "first");
      await git("checkout", "-q", "-b", "other");
      await Deno.writeTextFile(`${project}/notes.txt`, "another text\n");
      await Deno.mkdir(`${project}/docs`);
      await Deno.writeTextFile(`${project}/docs/more.txt`, "more\n");
      await git("add", ".");
      await git("commit", "-q", "-m", "second");
      using told = new Told(project);
      await told.ready;
      return [...await told.of("git", "checkout", "-q", "-"), ...await told.of("git", "checkout", "-q", "other")];
    },
  },
  {
    title: "What has changed while nobody watched, renames included",
    source: `const before = await snapshot("project", { ignore: "**/.git" });
await changesSince(before);`,
    async run(path) {
      const project = path("project");
      const before = await snapshot(project, { ignore: "**/.git" });
      await Deno.rename(`${project}/notes.txt`, `${project}/renamed.txt`);
      await Deno.writeTextFile(`${project}/new.txt`, "new\n");
      return (await changesSince(before)).map((event) => said(event, project));
    },
  },
];

/** A watched folder in which tools are run. */
class Told implements Disposable {
  readonly #watcher;
  #events: WatchEvent[] = [];

  constructor(readonly folder: string) {
    const watcher = this.#watcher = watch(folder, { ignore: "**/.git", debounce: HELD });
    (async () => {
      for await (const event of watcher) this.#events.push(event);
    })();
  }

  get ready(): Promise<void> {
    return this.#watcher.ready;
  }

  /** Runs a tool, and returns what it was, and what was reported of it. */
  async of(name: string, ...args: string[]): Promise<string[]> {
    const command = `$ ${[name, ...args].join(" ")}`;
    if (!await tool(this.folder, name, ...args)) return [`${command}: left out, this system has no such tool`];
    await this.#watcher.flush();
    return [command, ...this.#events.splice(0).map((event) => `  ${said(event, this.folder)}`)];
  }

  [Symbol.dispose](): void {
    this.#watcher.close();
  }
}

/** An event in words, with paths below the folder. */
function said({ kind, path, from, isDirectory }: WatchEvent, folder: string): string {
  const short = (whole: string) => whole.slice(folder.length + 1) + (isDirectory ? "/" : "");
  return from === undefined ? `${kind} ${short(path)}` : `${kind} ${short(from)} → ${short(path)}`;
}

/** Runs a tool in a folder, as nobody's: git needs a name. Whether there is such a tool, and it did what it should. */
async function tool(folder: string, name: string, ...args: string[]): Promise<boolean> {
  const nobody = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  const who = ["AUTHOR", "COMMITTER"].flatMap((role) => [[`GIT_${role}_NAME`, "demo"], [`GIT_${role}_EMAIL`, "@"]]);
  const env = { ...nobody, ...Object.fromEntries(who) };
  const command = new Deno.Command(name, { args, cwd: folder, env, stderr: "null" });
  try {
    return (await command.output()).success;
  } catch {
    return false; // not found, which is thrown at once
  }
}

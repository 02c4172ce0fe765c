/** Moves and copies that are given up at any of their calls: what was there is there, under one name or another of the two. */
import { assert } from "@std/assert";
import { cp, mv } from "../../mod.ts";
import { failureOf } from "../../src/call/errno.ts";
import { names } from "../../src/os/names.ts";
import { givenUpAtEach } from "../giving_up.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";

type Act = (from: string, to: string, options: { force: true; signal: AbortSignal }) => Promise<unknown>;

function stray({ path }: TemporaryDirectory): boolean {
  return [...Deno.readDirSync(path)].some(({ name }) => name.startsWith("."));
}

function content(path: string, name: string): string | undefined {
  for (const one of [`${path}/${name}`, path]) {
    try {
      return Deno.readTextFileSync(one);
    } catch {
      // Of the other kind, or not there.
    }
  }
  return undefined;
}

const KINDS = ["file", "directory"] as const;

function make(kind: typeof KINDS[number], path: string, name: string): void {
  if (kind === "file") return Deno.writeTextFileSync(path, name);
  Deno.mkdirSync(path);
  Deno.writeTextFileSync(`${path}/${name}`, name);
}

async function everyKind(act: Act, mayStay: boolean): Promise<void> {
  for (const from of KINDS) {
    for (const to of KINDS) {
      await givenUpAtEach(async (signal) => {
        const dir = await temporaryDirectory();
        make(from, dir.join("from"), "new");
        make(to, dir.join("to"), "old");
        return {
          run: () => act(dir.join("from"), dir.join("to"), { force: true, signal }),
          quiet: () => !stray(dir),
          async end() {
            const [source, target] = [content(dir.join("from"), "new"), content(dir.join("to"), "new")];
            assert(source === "new" || (!mayStay && target === "new"), `${from} over ${to}: the source is somewhere`);
            assert(
              target === "new" || content(dir.join("to"), "old") === "old",
              `${from} over ${to}: the target is whole`,
            );
            await dir[Symbol.asyncDispose]();
          },
        };
      });
    }
  }
}

Deno.test("a move that is given up leaves all under the two names", () => everyKind(mv, false));

Deno.test("so does a copy", () => everyKind(cp, true));

Deno.test("so do both where the filesystem exchanges no names", async () => {
  const { rename } = names;
  // deno-lint-ignore require-yield -- it is a program
  const refuse: typeof rename = function* () {
    return failureOf("EINVAL");
  };
  names.rename = (...args) => args[4] === "exchange" ? refuse(...args) : rename(...args);
  try {
    await everyKind(mv, false);
    await everyKind(cp, true);
  } finally {
    names.rename = rename;
  }
});

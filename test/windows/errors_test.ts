/** Errors of Windows have the class that Deno's have there: each is provoked, and its number decoded by our table. */
import { assert, assertEquals } from "@std/assert";
import { ERRORS } from "../../ffi/windows/errors.ts";
import { systemError } from "../../src/call/error.ts";
import { temporaryDirectory } from "../temporary.ts";
import { elsewhere, why, wine } from "./windows.ts";

type Provocation = readonly [name: string, provoke: (path: (name: string) => string) => unknown, ...numbers: number[]];

const PROVOCATIONS: readonly Provocation[] = [
  ["nothing there", (path) => Deno.statSync(path("nothing")), 2],
  ["no directory on the way", (path) => Deno.statSync(path("nothing\\below")), 3],
  ["a file on the way", (path) => Deno.statSync(path("file\\below")), 3],
  ["no such drive", () => Deno.statSync("Q:\\file"), 3, 2], // 2 is Wine's
  ["a file that may only be read is written", (path) => using(path("file"), { read: true }, writing), 5],
  ["a file that may only be written is read", (path) => using(path("file"), { write: true }, reading), 5],
  ["a file that may only be read is flushed", (path) => using(path("file"), { read: true }, flushing), 5],
  // Wine has the host's root as drive Z; elsewhere there may be one volume only.
  ...(wine ? [["another volume", (path) => Deno.renameSync(path("file"), "Z:\\tmp\\file"), 17] as Provocation] : []),
  ["the file must not exist", (path) => Deno.openSync(path("file"), { write: true, createNew: true }), 80],
  ["the directory exists", (path) => Deno.mkdirSync(path("full")), 183],
  ["the directory is not empty", (path) => Deno.removeSync(path("full")), 145],
  ["a file is read as a directory", (path) => [...Deno.readDirSync(path("file"))], 267],
];

const writing = (file: Deno.FsFile) => file.writeSync(new Uint8Array(1));
const reading = (file: Deno.FsFile) => file.readSync(new Uint8Array(1));
const flushing = (file: Deno.FsFile) => file.syncSync();

function using(path: string, options: Deno.OpenOptions, act: (file: Deno.FsFile) => unknown): void {
  const file = Deno.openSync(path, options);
  try {
    act(file);
  } finally {
    file.close();
  }
}

for (const [name, provoke, ...numbers] of PROVOCATIONS) {
  Deno.test({
    name: `${name}: the class is Deno's${why}`,
    ignore: elsewhere,
    async fn() {
      await using dir = await temporaryDirectory();
      const path = (below: string) => `${dir.path}\\${below}`;
      Deno.writeTextFileSync(path("file"), "content");
      Deno.mkdirSync(path("full\\below"), { recursive: true });
      let thrown: Error | undefined;
      try {
        provoke(path);
      } catch (error) {
        thrown = error as Error;
      }
      const theirs = Number(thrown?.message.match(/\(os error (\d+)\)/)?.[1]);
      assert(numbers.includes(theirs), `${thrown}`);
      assertEquals(systemError(-theirs, "").constructor, thrown!.constructor);
    },
  });
}

Deno.test({
  name: `every number has the name and the reason of its row${why}`,
  ignore: elsewhere,
  fn() {
    for (const [number, name, reason] of ERRORS) {
      const { code, errno, message } = systemError(-number, "open");
      assertEquals([code, errno, message], [name, number, `open: ${reason} (${name})`]);
    }
  },
});

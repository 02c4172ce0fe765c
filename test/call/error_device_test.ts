import { assertEquals } from "@std/assert";
import { O, openSync } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay, type Way } from "../ways.ts";
import { rejectionOf, thrownBy } from "./thrown.ts";

/** Something that fails on a device, a FIFO or a socket: in Deno, and in ours. */
interface Failure {
  readonly code: string;
  readonly deno: (dir: string) => unknown;
  readonly ours: (fs: Way["fs"], dir: string) => Promise<unknown>;
}

const one = new Uint8Array(1);

const FAILURES: readonly Failure[] = [
  {
    code: "ENOSPC",
    deno: () => Deno.writeTextFileSync("/dev/full", "x"),
    ours: (fs) => fs.writeTextFile("/dev/full", "x"),
  },
  {
    code: "ENXIO",
    deno: (dir) => Deno.openSync(`${dir}/socket`),
    ours: (fs, dir) => fs.open(`${dir}/socket`),
  },
  {
    code: "EPIPE",
    deno: (dir) => {
      const reader = openSync(`${dir}/fifo`, { read: true, flags: O.NONBLOCK });
      using writer = Deno.openSync(`${dir}/fifo`, { write: true });
      reader.closeSync();
      writer.writeSync(one);
    },
    ours: async (fs, dir) => {
      const reader = openSync(`${dir}/fifo`, { read: true, flags: O.NONBLOCK });
      await using writer = await fs.open(`${dir}/fifo`, "r+");
      await using only = await fs.open(`${dir}/fifo`, { write: true });
      reader.closeSync();
      await writer.close();
      await only.write(one);
    },
  },
  {
    code: "ESPIPE",
    deno: (dir) => {
      using fifo = Deno.openSync(`${dir}/fifo`, { read: true, write: true });
      fifo.seekSync(0, Deno.SeekMode.Start);
    },
    ours: async (fs, dir) => {
      await using fifo = await fs.open(`${dir}/fifo`, "r+");
      await fifo.seek(0, Deno.SeekMode.Start);
    },
  },
];

/** Made only once where each call travels alone, so that their error number is lost: see `src/call/alone.ts`. */
const ONCE = ["ENOSPC", "ENXIO", "EPIPE"];

everyWay("what a device, a FIFO or a socket refuses has the class that Deno throws", async ({ fs, name }) => {
  await using dir = await temporaryDirectory();
  using _socket = Deno.listen({ transport: "unix", path: dir.join("socket") });
  await new Deno.Command("mkfifo", { args: [dir.join("fifo")] }).output();
  for (const { code, deno, ours } of FAILURES) {
    const expected = thrownBy(() => deno(dir.path));
    const actual = await rejectionOf(ours(fs, dir.path));
    const lost = name === "asynchronous, batch: false" && ONCE.includes(code);
    assertEquals(actual.code, lost ? "EIO" : code, actual.message);
    assertEquals(actual.constructor, lost ? Error : expected.constructor, actual.message);
    if (!lost) assertEquals(actual.errno, Number(/os error (\d+)/.exec(expected.message)![1]), actual.message);
  }
});

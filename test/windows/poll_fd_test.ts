/** Readiness on Windows, as far as it can be told. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { open } from "../../mod.ts";
import { FDWatcher, pollFd, pollFdSync } from "../../src/watching/watching.ts";
import { temporaryDirectory } from "../temporary.ts";
import { elsewhere, why } from "./windows.ts";

const NOTHING = { readable: false, writable: false, disconnect: false, timedout: true };
const READABLE = { ...NOTHING, readable: true, timedout: false };

function here(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `${name}${why}`, ignore: elsewhere, fn });
}

/** A pipe with both of its ends. */
function pipe() {
  const { symbols } = Deno.dlopen("kernel32.dll", {
    CreatePipe: { parameters: ["buffer", "buffer", "pointer", "u32"], result: "i32" },
    WriteFile: { parameters: ["i64", "buffer", "u32", "buffer", "pointer"], result: "i32" },
    CloseHandle: { parameters: ["i64"], result: "i32" },
  });
  const ends = new BigInt64Array(2);
  const [reader, writer] = [ends.subarray(0, 1), ends.subarray(1)];
  assertEquals(symbols.CreatePipe(new Uint8Array(ends.buffer, 0, 8), new Uint8Array(ends.buffer, 8), null, 0), 1);
  const close = (end: BigInt64Array) => {
    if (end[0] !== 0n) symbols.CloseHandle(end[0]!);
    end[0] = 0n;
  };
  return {
    reader: Number(reader[0]),
    writer: Number(writer[0]),
    write: () => symbols.WriteFile(writer[0]!, Uint8Array.of(1), 1, new Uint8Array(4), null),
    closeWriter: () => close(writer),
    [Symbol.dispose]: () => (close(reader), close(writer)),
  };
}

here("whether a pipe can be read is told, and that its other end has gone", async () => {
  using ends = pipe();
  assertEquals(await pollFd(ends.reader, { readable: true, timeout: 0 }), NOTHING);
  assertEquals(pollFdSync(ends.reader, { readable: true, timeout: 20 }), NOTHING);
  const waiting = [pollFd(ends.reader, { readable: true }), pollFd(ends.reader, { readable: true, timeout: 60_000 })];
  ends.write();
  assertEquals(await Promise.all(waiting), [READABLE, READABLE]);
  assertEquals(pollFdSync(ends.reader, { readable: true }), READABLE);
  using watcher = new FDWatcher(ends.reader, { readable: true });
  assertEquals(await watcher.wait(), READABLE);
});

here("the other end's going is a disconnect", async () => {
  using ends = pipe();
  const waiting = pollFd(ends.reader, { readable: true });
  ends.closeWriter();
  assertEquals((await waiting).disconnect, true);
  assertEquals(pollFdSync(ends.reader, { readable: true }).disconnect, true);
});

here("files and directories are always ready", async () => {
  await using dir = await temporaryDirectory();
  await using file = await open(dir.join("file"), "w+");
  const ready = { ...READABLE, writable: true };
  assertEquals(await pollFd(file, { readable: true, writable: true }), ready);
  assertEquals(pollFdSync(file, { readable: true, writable: true }), ready);
});

here("of what Windows does not tell, nothing is guessed", async () => {
  using ends = pipe();
  await assertRejects(() => pollFd(ends.writer, { writable: true }), Deno.errors.NotSupported, "EOPNOTSUPP");
  assertThrows(() => pollFdSync(ends.writer, { writable: true }), Deno.errors.NotSupported, "EOPNOTSUPP");
});

here("a wait for a pipe is given up", async () => {
  using ends = pipe();
  const controller = new AbortController();
  const waiting = pollFd(ends.reader, { readable: true, signal: controller.signal });
  controller.abort("enough");
  assertEquals(await waiting.catch((reason) => reason), "enough");
});

import { assertEquals } from "@std/assert";
import { channel } from "node:diagnostics_channel";
import { type CallMessage, openSync, readFile } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import { turn, until } from "./scale.ts";

Deno.test("a call that a signal interrupts is made again", async () => {
  await using dir = await temporaryDirectory();
  await new Deno.Command("mkfifo", { args: [dir.join("fifo")] }).output();
  let interrupted = 0;
  const seen = (message: unknown) => {
    if ((message as CallMessage).code === "EINTR") interrupted++;
  };
  const calls = channel("reseau:files:call");
  const noticed = () => {};
  calls.subscribe(seen);
  Deno.addSignalListener("SIGWINCH", noticed);
  try {
    // It waits in poll, which no SA_RESTART spares (signal(7)), as it spares openat.
    const reading = readFile(dir.join("fifo"));
    let read = false;
    reading.then(() => read = true);
    for (let i = 0; i < 10; i++) await turn(); // it waits for somebody to write
    const before = interrupted;
    await until(() => {
      signalEveryThread();
      return interrupted > before + 2;
    }, "poll has been interrupted");
    assertEquals(read, false);
    {
      using writer = openSync(dir.join("fifo"), "r+");
      writer.writeSync(new Uint8Array([42]));
    }
    assertEquals(await reading, new Uint8Array([42]));
  } finally {
    Deno.removeSignalListener("SIGWINCH", noticed);
    calls.unsubscribe(seen);
  }
});

const SYS_tgkill = { x86_64: 234n, aarch64: 131n }[Deno.build.arch];
/** `<bits/signum-arch.h>`. One that arrives when nobody listens any more is ignored, as others are not. */
const SIGWINCH = 28;

/** A signal sent to the process reaches any of its threads: this one reaches those of the pool, too. */
function signalEveryThread(): void {
  const libc = Deno.dlopen("libc.so.6", {
    syscall: { parameters: ["i64", "i32", "i32", "i32"], result: "i64" },
  });
  for (const { name } of Deno.readDirSync("/proc/self/task")) {
    libc.symbols.syscall(SYS_tgkill, Deno.pid, Number(name), SIGWINCH);
  }
  libc.close();
}

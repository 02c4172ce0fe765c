/** Events are told by Deno's own event loop where that reads, and by the reactor where it does not. */
import { assertEquals } from "@std/assert";
import { target } from "../../ffi/target.ts";
import { scaled } from "../call/scale.ts";
import { valueOfScript } from "../call/subprocess.ts";
import { temporaryDirectory } from "../temporary.ts";

const WATCHING = new URL("../../src/watching/watching.ts", import.meta.url).href;
const COUNT = scaled(100);

/** What becomes of `COUNT` changes, one after the other, in a process that runs `before` first. */
async function watched(before: string): Promise<{ told: number; woken: boolean }> {
  await using dir = await temporaryDirectory();
  const { told, trips } = await valueOfScript<{ told: number; trips: number }>(
    `
    const { watch } = await import(${JSON.stringify(WATCHING)});
    ${before}
    const directory = ${JSON.stringify(dir.path)};
    using watcher = watch(directory);
    await watcher.ready;
    let told = 0;
    const change = async (i) => {
      Deno.writeTextFileSync(directory + "/" + i, "");
      while ((await watcher.next()).value.path !== directory + "/" + i);
      await new Promise((resolve) => setTimeout(resolve, 0));
      told++;
    };
    for (let i = 0; i < 20; i++) await change("first" + i);
    const waits = () => files.metrics().byCall.epoll_wait?.calls ?? 0;
    const begun = waits();
    for (let i = 0; i < ${COUNT}; i++) await change(i);
    console.log(JSON.stringify({ told, trips: waits() - begun }));
    `,
    ["-A"],
  );
  // The reactor's thread is woken by what is mounted somewhere, too.
  return { told, woken: trips >= COUNT / 2 };
}

/** A handle that takes a descriptor over and behaves as told. */
const pretending = (readStart: string) => `
  const { binding } = process;
  process.binding = (name) => name !== "pipe_wrap" ? binding(name) : {
    Pipe: class {
      useUserBuffer() {}
      open() { return 0; }
      readStart() { ${readStart} }
      ref() {}
      unref() {}
      close() {}
    },
  };
`;

Deno.test({
  name: "once the event loop was seen to read, no other thread is woken for an event",
  ignore: target.os !== "linux",
  fn: async () => assertEquals(await watched(""), { told: COUNT + 20, woken: false }),
});

for (
  const [how, before] of [
    ["is missing", `process.binding = undefined;`],
    ["refuses the descriptor", `process.binding("pipe_wrap").Pipe.prototype.open = () => -22;`],
    ["reads in no memory of ours", `process.binding("pipe_wrap").Pipe.prototype.useUserBuffer = () => { throw 0; };`],
    ["says to read and does not", pretending("return 0;")],
    [
      "reads no more",
      `const { streamBaseState, kReadBytesOrError } = process.binding("stream_wrap");` +
      pretending("setTimeout(() => { streamBaseState[kReadBytesOrError] = -5; this.onread(); }); return 0;"),
    ],
  ] as const
) {
  Deno.test({
    name: `the reactor tells of events where the loop's handle ${how}`,
    ignore: target.os !== "linux",
    fn: async () => assertEquals(await watched(before), { told: COUNT + 20, woken: true }),
  });
}

import { fromFileUrl } from "@std/path/from-file-url";
import { assert, assertEquals } from "@std/assert";
import { configure, metrics, open, openSync, readFile, readFiles, stat, statAll, writeFile } from "../../mod.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { scaled, until } from "./scale.ts";
import { rejectionOf } from "./thrown.ts";

/** A file that is there, on every system. */
const FILE = fromFileUrl(import.meta.url);

const reason = { why: "enough" };

Deno.test("a signal that has aborted already makes no call and asks for no path", async () => {
  await using dir = await temporaryDirectory();
  const signal = AbortSignal.abort(reason);
  let asked = 0;
  const paths = function* () {
    asked++;
    yield "/";
  };
  using file = openSync(FILE);
  const before = metrics();
  for (
    const attempt of [
      () => stat("/", { signal }),
      () => open(FILE, { read: true, signal }),
      () => open(dir.join("new"), { write: true, create: true, signal }),
      () => readFile(FILE, { signal }),
      () => writeFile(dir.join("new"), new Uint8Array(1), { signal }),
      () => statAll(paths(), { signal }),
      () => readFiles(paths(), { signal }),
      () => file.read(new Uint8Array(1), { signal }),
      () => file.readAt(new Uint8Array(1), 0, { signal }),
      () => file.stat({ signal }),
      () => file.lock(true, { signal }),
    ]
  ) {
    assert(await rejectionOf(attempt()) as unknown === reason, `${attempt}`);
  }
  assertEquals(metrics().calls - before.calls, 0);
  assertEquals(asked, 0);
});

Deno.test("the rejection is the signal's reason, whatever it is", async () => {
  configure({ tryNow: false });
  try {
    for (const why of [new Error("mine"), "text", 0, null, { code: "ENOENT" }]) {
      const controller = new AbortController();
      const asking = rejectionOf(stat("/", { signal: controller.signal }));
      controller.abort(why);
      assert(await asking as unknown === why);
    }
    const controller = new AbortController();
    const asking = rejectionOf(stat("/", { signal: controller.signal }));
    controller.abort();
    assertEquals((await asking).name, "AbortError");
  } finally {
    configure({ tryNow: true });
  }
});

Deno.test("an open that waits for ever ends with the signal's timeout", async () => {
  await using dir = await temporaryDirectory();
  await new Deno.Command("mkfifo", { args: [dir.join("in"), dir.join("out")] }).output();
  const before = openDescriptors();
  const signal = AbortSignal.timeout(20);
  const reading = rejectionOf(open(dir.join("in"), { read: true, signal }));
  const writing = rejectionOf(open(dir.join("out"), { write: true, signal }));
  assertEquals((await reading).name, "TimeoutError");
  assertEquals((await writing).name, "TimeoutError");
  await until(() => {
    for (const fifo of ["in", "out"]) openSync(dir.join(fifo), "r+").closeSync(); // the other end, come and gone
    return openDescriptors() === before;
  }, "both are closed");
});

for (const batch of [true, false]) {
  Deno.test(`calls that have not left when the signal aborts are never made, batch: ${batch}`, async () => {
    const count = scaled(10_000);
    configure({ tryNow: false, batch });
    try {
      const controller = new AbortController();
      const before = metrics().byCall.statx?.calls ?? 0;
      const asking = Promise.allSettled(Array.from({ length: count }, () => stat("/", { signal: controller.signal })));
      const { waiting } = metrics();
      assert(waiting > 0);
      controller.abort(reason);
      assertEquals(metrics().waiting, 0);
      const outcomes = await asking;
      assert(outcomes.every((outcome) => outcome.status === "rejected" && outcome.reason === reason));
      await until(() => metrics().byCall.statx!.calls - before >= count - waiting, "those that left are back");
      await stat("/"); // behind what might have been left
      assertEquals(metrics().byCall.statx!.calls - before, count - waiting + 1);
    } finally {
      configure({ tryNow: true, batch: true });
    }
  });
}

Deno.test("giving up one of many leaves the others alone", async () => {
  configure({ tryNow: false });
  try {
    const controllers = Array.from({ length: 300 }, () => new AbortController());
    const asking = Promise.allSettled(controllers.map(({ signal }) => stat("/", { signal })));
    for (let i = 0; i < controllers.length; i += 3) controllers[i]!.abort(reason);
    for (const [i, outcome] of (await asking).entries()) {
      assertEquals(outcome.status, i % 3 === 0 ? "rejected" : "fulfilled", `${i}`);
    }
  } finally {
    configure({ tryNow: true });
  }
});

Deno.test("many at once are given up by one signal, and those of a list never asked for", async () => {
  const count = 200_000;
  let asked = 0;
  const paths = function* () {
    for (; asked < count; asked++) yield "/";
  };
  const controller = new AbortController();
  const asking = rejectionOf(statAll(paths(), { signal: controller.signal }));
  controller.abort(reason);
  assert(await asking as unknown === reason);
  await until(() => metrics().waiting === 0, "nothing waits");
  assert(asked < count, `all ${asked} paths were asked for`);
});

Deno.test("one signal can end any number of operations", async () => {
  const count = scaled(200_000); // with a listener each this would take minutes
  const controller = new AbortController();
  const asking = Promise.allSettled(Array.from({ length: count }, () => stat("/", { signal: controller.signal })));
  controller.abort(reason);
  const outcomes = await asking;
  const rejected = outcomes.filter((outcome) => outcome.status === "rejected" && outcome.reason === reason).length;
  assert(rejected > count / 2, `${rejected}`);
  await until(() => metrics().waiting === 0, "nothing waits");
});

Deno.test("a signal that outlives its operations does not remember them", async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: unknown[]) => (listeners++, addEventListener.apply(signal, args as never));
  signal.removeEventListener = (...args: unknown[]) => (listeners--, removeEventListener.apply(signal, args as never));
  for (const tryNow of [true, false]) {
    configure({ tryNow });
    await Promise.all(Array.from({ length: 100 }, () => stat("/", { signal })));
    await Promise.allSettled(Array.from({ length: 100 }, () => stat("/no/such", { signal })));
    await using file = await open(FILE, { signal });
    await Promise.all(Array.from({ length: 100 }, () => file.read(new Uint8Array(1), { signal })));
    await statAll(Array.from({ length: 100 }, () => "/"), { signal });
  }
  configure({ tryNow: true });
  assertEquals(listeners, 0);
});

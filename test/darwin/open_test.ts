import { assert, assertEquals, assertRejects } from "@std/assert";
import { DARWIN_CONSTANTS as c } from "../../ffi/darwin/constants.ts";
import { open } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import { callsOf } from "./observed.ts";
import { everyWayOnDarwin, everyWayOnShim, onDarwin } from "./here.ts";

everyWayOnDarwin("the variadic mode arrives", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const mask = Deno.umask(0);
  try {
    for (const mode of [0o600, 0o640, 0o644, 0o755, 0o7777]) {
      await using _ = await fs.open(dir.join(`${mode}`), { write: true, createNew: true, mode });
      assertEquals(Deno.statSync(dir.join(`${mode}`)).mode! & 0o7777, mode);
    }
  } finally {
    Deno.umask(mask);
  }
});

everyWayOnShim("a flag that Darwin does not have is refused", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const LINUX_CLOEXEC = 0o2000000;
  await assertRejects(() => fs.open(dir.path, { read: true, flags: LINUX_CLOEXEC }), TypeError, "EINVAL");
});

onDarwin("opening looks for a FIFO first, opens without waiting, and clears O_NONBLOCK in the same trip", async () => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("a"), "");
  const calls = await callsOf(async () => (await open(dir.join("a"))).close());
  const [, opened, , cleared] = calls;
  assertEquals(calls.slice(0, 4).map(({ name }) => name), ["stat64", "openat", "fstat64", "fcntl"]);
  assertEquals(opened!.args[2], c.O_RDONLY | c.O_NONBLOCK | c.O_CLOEXEC);
  assertEquals(cleared!.args, [opened!.result, c.F_SETFL, c.O_CLOEXEC, 0, 0, 0, 0, 0, c.O_CLOEXEC]);
});

onDarwin("a lock taken while opening is waited for alone, and can be given up", async () => {
  await using dir = await temporaryDirectory();
  const options = { read: true, write: true, create: true, flags: c.O_EXLOCK };
  const first = await open(dir.join("a"), options);
  const waiting = open(dir.join("a"), options);
  const given = open(dir.join("a"), { ...options, signal: AbortSignal.timeout(50) });
  await assertRejects(() => given, DOMException);
  let opened = false;
  waiting.then(() => opened = true);
  await open(dir.join("b"), "w").then((file) => file.close()); // others are not held up
  assert(!opened);
  await first.close();
  await (await waiting).close();
});

/** Overlapped transfers: what is under way is waited for, given up, and leaves nothing behind. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { configure, type FileHandle, metrics, open, openSync } from "../../mod.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWayOnWindows, onWindows } from "./here.ts";

const KILOBYTE = 1 << 10;

onWindows("a thousand transfers given up at random leave no handle, and no byte of another", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  Deno.writeFileSync(path, new Uint8Array(64 * KILOBYTE).map((_, i) => i >> 8));
  await using first = await open(path);
  await first.readAll(); // the port is made
  const before = openDescriptors();
  let seed = 1;
  const random = (below: number) => (seed = (seed * 48_271) % 0x7fff_ffff) % below;
  for (const options of [{}, { tryNow: false }, { tryNow: false, batch: false }]) {
    configure({ tryNow: true, batch: true, ...options });
    const files = await Promise.all([0, 1, 2, 3].map(() => open(path, "r+")));
    let givenUp = 0;
    for (let round = 0; round < 20; round++) {
      const transfers = Array.from({ length: 50 }, async (_, i) => {
        const file = files[i % 4] as FileHandle;
        const controller = new AbortController();
        const at = random(256);
        const buffer = new Uint8Array(256);
        const transfer = i % 3 === 0
          ? file.writeAt(buffer.fill(at), at * 256, controller)
          : file.readAt(buffer, at * 256, controller);
        if (random(2) === 0) controller.abort("enough");
        else if (random(4) === 0) setTimeout(() => controller.abort("enough"), 0);
        try {
          assertEquals(await transfer, 256);
          assert(buffer.every((byte) => byte === at), `at ${at}`);
        } catch (reason) {
          assertEquals(reason, "enough");
          givenUp++;
        }
      });
      await Promise.all(transfers);
    }
    assert(givenUp > 300, `${givenUp} of 1,000 were given up`);
    await Promise.all(files.map((file) => file.close()));
    assertEquals(openDescriptors(), before);
  }
  configure({ tryNow: true, batch: true });
  assertEquals(Deno.readFileSync(path), new Uint8Array(64 * KILOBYTE).map((_, i) => i >> 8));
});

everyWayOnWindows("the position is ours: transfers at an offset leave it, whichever way they go", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("f"), "w+");
  await file.writeAll("0123456789");
  const at = async (offset: number) => {
    const buffer = new Uint8Array(2);
    assertEquals(await file.readAt(buffer, offset), 2);
    return new TextDecoder().decode(buffer);
  };
  assertEquals([await at(4), await file.position()], ["45", 10]);
  await file.seek(2, Deno.SeekMode.Start);
  await file.writeAt(new TextEncoder().encode("ab"), 8);
  await file.writeAll("c");
  assertEquals([await file.position(), await at(8), await at(2)], [3, "ab", "c3"]);
  assertEquals(await file.read(new Uint8Array(4)), 4);
  assertEquals(await file.position(), 7);
});

everyWayOnWindows("behind what was appended stands the position, and a handle that appends may cut", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("f"), "a+");
  await using other = await fs.open(dir.join("f"), "a");
  await file.writeAll("abc");
  await other.writeAll("defg");
  await file.writeAll("h");
  assertEquals([await file.position(), await file.read(new Uint8Array(1))], [8, null]);
  await file.truncate(2);
  assertEquals(Deno.readTextFileSync(dir.join("f")), "ab");
});

everyWayOnWindows("devices read and write without a position", async ({ fs }) => {
  await using file = await fs.open("NUL", "r+");
  assertEquals(await file.write(new Uint8Array(3)), 3);
  assertEquals(await file.read(new Uint8Array(3)), null);
  await assertRejects(() => file.seek(1, 0), Error, "ESPIPE");
  assertEquals([await fs.isCharDev("NUL"), (await file.stat()).isCharDevice], [true, true]);
  assertEquals(await fs.readFile("NUL"), new Uint8Array(0));
});

onWindows("what a call has under way holds up neither the loop nor the end of its process", async () => {
  await using dir = await temporaryDirectory();
  await using file = await open(dir.join("f"), "w+");
  const before = metrics().byCall.GetQueuedCompletionStatusEx?.calls ?? 0;
  let ticks = 0;
  const timer = setInterval(() => ticks++, 0);
  for (let i = 0; i < 500; i++) await file.writeAt(new Uint8Array(100), i * 100);
  clearInterval(timer);
  assert(ticks > 0, "timers fire beside transfers");
  assert(metrics().byCall.GetQueuedCompletionStatusEx!.calls - before <= 1500, "one wait serves several");
  assertEquals(await file.size(), 50_000);
});

onWindows("a file that somebody else has alone is busy", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  Deno.writeTextFileSync(path, "abc");
  const kernel32 = Deno.dlopen("kernel32.dll", {
    CreateFileW: { parameters: ["buffer", "u32", "u32", "pointer", "u32", "u32", "pointer"], result: "i32" },
    CloseHandle: { parameters: ["isize"], result: "i32" },
  });
  const name = Uint16Array.from(`${path}\0`.replaceAll("/", "\\"), (unit) => unit.charCodeAt(0));
  const alone = kernel32.symbols.CreateFileW(new Uint8Array(name.buffer), 0x8000_0000, 0, null, 3, 0, null);
  assert(alone !== -1);
  const busy = { code: "EBUSY", errno: 32, syscall: "open", path };
  for (const attempt of [() => open(path), () => open(path, "r+"), async () => await Promise.resolve(openSync(path))]) {
    const error = await assertRejects(attempt, Error, "in use by another process (EBUSY)");
    const { code, errno, syscall, path } = error as Error & typeof busy;
    assertEquals({ code, errno, syscall, path }, busy);
  }
  kernel32.symbols.CloseHandle(BigInt(alone));
  kernel32.close();
  await (await open(path)).close();
});

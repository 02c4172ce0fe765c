/**
 * Standing in line for a lock. Wine grants nothing to whoever stands in line: a read that ends in the place of the lock
 * call (its `OVERLAPPED`, status and packet) shows what is made of that end; the locks themselves are real.
 */
import { assertEquals } from "@std/assert";
import { type FileHandle, open } from "../../mod.ts";
import type { LockKind } from "../../src/os/locking_contract.ts";
import { perform, synchronous } from "../../src/call/synchronous.ts";
import { until } from "../call/scale.ts";
import { openDescriptors, type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { elsewhere } from "./windows.ts";
import { onWindows } from "./here.ts";
import { wine } from "./windows.ts";

// Elsewhere these modules have no libraries to call.
const { flock, WHOLE } = await import("../../src/os/windows/lock.ts");
const { LockWait } = await import("../../src/os/windows/lock_wait.ts");
const { lockBytes } = await import("../../src/os/windows/lock_call.ts");
const { giveBack, takeOverlapped } = await import("../../src/os/windows/overlapped.ts");
const { c, ntdll } = await import("../../src/os/windows/kernel32.ts");

const why = elsewhere || wine ? undefined : "Windows grants locks itself";

/** A file that is locked by one handle, while another one stands in line for it. */
async function inLine(dir: TemporaryDirectory, kind: "shared" | "exclusive") {
  const holder = await open(dir.join("f"), "w+");
  const waiter = await open(dir.join("f"), "r+");
  await holder.writeAll("x");
  await holder.lock(true);
  // Those given back are taken again, the last one first.
  const overlapped = takeOverlapped();
  giveBack(overlapped);
  let told = 0;
  const wait = new LockWait(waiter.fd, WHOLE[kind], kind === "exclusive", () => told++);
  assertEquals(wait.begin(), 0);
  const file = { fd: waiter.fd, manner: "disk" } as const;
  return {
    holder,
    waiter,
    wait,
    told: () => told,
    take: (kind: LockKind) => synchronous(flock(file, kind)),
    /** What Windows does when it is the waiter's turn. */
    grant() {
      assertEquals(synchronous(lockBytes(file, WHOLE[kind], kind === "exclusive")), 0);
      const { bytes } = overlapped;
      const [space, offset] = [new Uint8Array(1), new Uint8Array(8)];
      const status = perform(ntdll.NtReadFile(waiter.fd, 0, null, bytes, bytes, space, 1, offset, null), 0);
      assertEquals([0, c.STATUS_PENDING].includes(status), true);
      return status;
    },
    async close() {
      await holder.close();
      await waiter.close();
    },
  };
}

async function isFree(dir: TemporaryDirectory): Promise<boolean> {
  await using other: FileHandle = await open(dir.join("f"), "r+");
  return await other.tryLock(true);
}

onWindows("a lock that comes is told of, and the next try has it", async () => {
  await using dir = await temporaryDirectory();
  for (const kind of ["shared", "exclusive"] as const) {
    const { holder, wait, told, take, grant, close } = await inLine(dir, kind);
    assertEquals([take(kind) < 0, told()], [true, 0]);
    await holder.unlock();
    grant();
    await until(() => told() === 1, "it was told of");
    assertEquals([take(kind), await isFree(dir)], [0, false]);
    wait.end();
    assertEquals(await isFree(dir), false, "it is taken over");
    assertEquals([take("unlock"), await isFree(dir)], [0, true]);
    await close();
  }
}, why);

onWindows("a lock that comes and is not taken is let go of by who leaves the line", async () => {
  await using dir = await temporaryDirectory();
  for (const late of [false, true]) {
    const { holder, wait, told, grant, close } = await inLine(dir, "exclusive");
    await holder.unlock();
    grant();
    if (late) await until(() => told() === 1, "it was told of");
    wait.end();
    wait.end();
    assertEquals([await isFree(dir), told()], [true, late ? 1 : 0]);
    await close();
  }
}, why);

onWindows("who leaves the line before a lock comes holds nothing, and closing leaves the line", async () => {
  await using dir = await temporaryDirectory();
  const before = openDescriptors();
  const { holder, wait, take, told, close } = await inLine(dir, "exclusive");
  wait.end();
  await holder.unlock();
  assertEquals([await isFree(dir), told(), take("exclusive"), take("unlock")], [true, 0, 0, 0]);
  await close();
  assertEquals(openDescriptors(), before);
}, why);

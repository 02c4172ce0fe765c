/** Records that their caller writes itself. */
import { assertEquals } from "@std/assert";
import { target } from "../../ffi/target.ts";
import { configure, metrics } from "../../mod.ts";
import { asynchronous } from "../../src/call/asynchronous.ts";
import { failureOf } from "../../src/call/errno.ts";
import { RECORD } from "../../src/call/machine_code.ts";
import { OwnRecords, ownRecordsServe } from "../../src/call/own_records.ts";
import { type Program, SKIPPED, Wait } from "../../src/call/program.ts";
import { writeText } from "../../src/call/scratch.ts";
import { synchronous } from "../../src/call/synchronous.ts";
import { c, libc } from "../../src/os/linux/libc.ts";
import { posix } from "../../src/os/posix/libc.ts";
import { temporaryDirectory } from "../temporary.ts";

const PATH = 4096;
const LINK = (2 * RECORD.size + RECORD.link) >> 2;
const IGNORED = target.os !== "linux" || !ownRecordsServe();

function* run(records: OwnRecords, first: number, count: number): Program<number[]> {
  Object.assign(records, { first, count });
  yield new Wait(records);
  return Array.from({ length: count }, (_, i) => records.result(first + i));
}

const FORMS = [["synchronous", synchronous], ["asynchronous", asynchronous]] as const;

for (const [name, drive] of FORMS) {
  Deno.test({
    name: `own records, ${name}: arguments, results, error numbers, and links`,
    ignore: IGNORED,
    fn: async () => {
      await using dir = await temporaryDirectory();
      await Deno.writeTextFile(dir.join("file"), "12345");
      const { binding: open } = libc.openat(c.AT_FDCWD, "", 0, 0);
      const { binding: lseek } = posix.lseek(0, 0, 0);
      const { binding: close } = posix.close(0);
      const records = new OwnRecords(3 * PATH);
      for (const [i, name] of ["file", "none"].entries()) {
        records.write(3 * i, open, [c.AT_FDCWD, 0, c.O_RDONLY, 0]);
        records.point(3 * i, 1, PATH * (1 + i));
        writeText(dir.join(name), records.memory, PATH * (1 + i));
        records.write(3 * i + 1, lseek, [0, -2, 2], 1);
        records.write(3 * i + 2, close, [0], 2);
      }
      for (let i = 0; i < 6; i++) records.expect(i);
      const [fd, ...rest] = await drive(run(records, 0, 6));
      assertEquals(rest, [3, 0, failureOf("ENOENT"), -SKIPPED, -SKIPPED]);
      records.argument(2, 0, fd!);
      records.words[LINK] = 0; // by itself
      assertEquals(await drive(run(records, 2, 1)), [failureOf("EBADF")]);
      records.expect(0);
      assertEquals(await drive(run(records, 2, 1)), [failureOf("EBADF")]);
      assertEquals(records.result(0), -SKIPPED); // it has not run
    },
  });
}

Deno.test({
  name: "own records serve only who wants trips to be shared, and each trip is counted",
  ignore: IGNORED,
  fn: async () => {
    configure({ batch: false });
    assertEquals(ownRecordsServe(), false);
    configure({ batch: true });
    const records = new OwnRecords(PATH);
    records.write(0, posix.close(0).binding, [-1]);
    const before = metrics();
    assertEquals(await asynchronous(run(records, 0, 1)), [failureOf("EBADF")]);
    assertEquals(metrics().hops - before.hops, 1);
    assertEquals(synchronous(run(records, 0, 1)), [failureOf("EBADF")]);
    assertEquals(metrics().hops - before.hops, 1);
  },
});

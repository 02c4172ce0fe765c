import { assertEquals } from "@std/assert";
import { openLibrary } from "../../src/call/library.ts";
import { valueOfScript } from "./subprocess.ts";

/** `<linux/prctl.h>`, Linux 6.3: memory that was writable may not become executable. */
const PR_SET_MDWE = 65;
const PR_GET_MDWE = 66;
const PR_MDWE_REFUSE_EXEC_GAIN = 1n;

// int prctl(int operation, unsigned long, unsigned long, unsigned long, unsigned long)    prctl(2)
const PRCTL = { prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" } } as const;

Deno.test({
  name: "where the kernel refuses executable memory, calls travel alone and answer the same",
  ignore: openLibrary(PRCTL).prctl(PR_GET_MDWE, 0n, 0n, 0n, 0n) < 0,
  async fn() {
    const outcome = await valueOfScript(
      `
      const { symbols } = Deno.dlopen("libc.so.6", ${JSON.stringify(PRCTL)});
      if (symbols.prctl(${PR_SET_MDWE}, ${PR_MDWE_REFUSE_EXEC_GAIN}n, 0n, 0n, 0n) !== 0) throw new Error("not refused");
      files.configure({ tryNow: false });
      const { batch } = files.capabilities();
      const [there, missing] = await Promise.allSettled([files.stat("/"), files.stat("/no/such")]);
      const { hops } = files.metrics();
      console.log(JSON.stringify({ batch, directory: there.value.isDirectory, code: missing.reason.code, hops }));
      `,
      // V8's own compiler writes executable memory.
      ["-A", "--v8-flags=--jitless"],
    );
    assertEquals(outcome, { batch: "mprotect: EACCES", directory: true, code: "ENOENT", hops: 2 });
  },
});

/** Pids that mean another process: reused ones, and those of another namespace. */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { readPidfile, trymkpidlock } from "../../mod.ts";
import { SLOW } from "../call/scale.ts";
import { MOUNTS } from "../handle/places.ts";
import { temporaryDirectory } from "../temporary.ts";

const MODULE = new URL("../../mod.ts", import.meta.url).href;
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** Runs a script in a pid namespace of its own, where it has the first pid. */
async function inNamespace(script: string): Promise<string> {
  const deno = [Deno.execPath(), "run", "-A", "--no-check", "--quiet", "--config", CONFIG, "-"];
  const child = new Deno.Command("unshare", {
    args: ["--pid", "--fork", "--kill-child", "--mount-proc", ...deno],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`import * as files from ${JSON.stringify(MODULE)};\n${script}`));
  await writer.close();
  return new TextDecoder().decode((await child.output()).stdout);
}

Deno.test({
  name: "a pid that another process has got is no reason to wait",
  ignore: !MOUNTS || SLOW,
  fn: async () => {
    await using dir = await temporaryDirectory();
    const told = await inNamespace(`
      const path = ${JSON.stringify(dir.join("pid"))};
      const sleep = () => new Deno.Command("sleep", { args: ["3600"] }).spawn();
      const first = sleep();
      const lock = files.mkpidlockSync(path, { pid: first.pid });
      const text = Deno.readTextFileSync(path);
      lock.releaseSync();
      Deno.writeTextFileSync(path, text);
      console.log(files.readPidfileSync(path).stale, files.trymkpidlockSync(path));
      first.kill("SIGKILL");
      await first.status;
      let second;
      do {
        second?.kill("SIGKILL");
        await second?.status;
        await new Promise((resolve) => setTimeout(resolve, 20)); // the kernel counts starts in hundredths of a second
        Deno.writeTextFileSync("/proc/sys/kernel/ns_last_pid", String(first.pid - 1));
        second = sleep();
      } while (second.pid !== first.pid);
      console.log(files.readPidfileSync(path).stale, files.trymkpidlockSync(path) !== false);
      second.kill("SIGKILL");
    `);
    assertEquals(told, "false false\ntrue true\n");
  },
});

Deno.test({
  name: "a pid of another namespace says nothing, and the kernel's lock does",
  ignore: !MOUNTS || SLOW,
  fn: async () => {
    await using dir = await temporaryDirectory();
    const path = dir.join("pid");
    await inNamespace(`
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "--quiet", "--config", ${JSON.stringify(CONFIG)}, "-"],
        stdin: "piped",
      }).spawn();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode(\`
        const files = await import(${JSON.stringify(MODULE)});
        globalThis.lock = files.mkpidlockSync(${JSON.stringify(path)});
        Deno.kill(Deno.pid, "SIGKILL");
      \`));
      await writer.close();
      await child.status;
    `);
    assertEquals((await readPidfile(path))!.stale, false, "there may or may not be such a process here");
    const lock = await trymkpidlock(path);
    assertEquals(lock !== false && await lock.release(), true);
  },
});

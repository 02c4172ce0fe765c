/** What the system does not tell of is polled, and the watcher says so. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { watch } from "../../src/watching/watching.ts";
import { temporaryDirectory } from "../temporary.ts";

const MODULE = new URL("../../src/watching/watching.ts", import.meta.url).href;
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url)) as string;
/** A user namespace has limits of its own, which whoever makes it may lower. */
const LIMITED = 'echo 20 > /proc/sys/user/max_inotify_watches && exec "$@"';

/** Runs a script in a process that may have twenty watches; undefined where namespaces are forbidden. */
async function withTwentyWatches(script: string): Promise<Record<string, string> | undefined> {
  const possible = await new Deno.Command("unshare", {
    args: ["-Ur", "sh", "-c", LIMITED, "sh", "true"],
    stderr: "null",
  })
    .output().then(({ success }) => success, () => false);
  if (!possible) return undefined;
  const command = [Deno.execPath(), "run", "-A", "--no-check", "--quiet", "--config", CONFIG, "-"];
  const child = new Deno.Command("unshare", {
    args: ["-Ur", "sh", "-c", LIMITED, "sh", ...command],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`const { watch } = await import(${JSON.stringify(MODULE)});${script}`));
  await writer.close();
  const { stdout, stderr } = await child.output();
  assertEquals(new TextDecoder().decode(stderr), "");
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("beyond max_user_watches the rest of a tree is polled, and the limit is named", async () => {
  await using dir = await temporaryDirectory();
  for (let i = 0; i < 40; i++) Deno.mkdirSync(dir.join(`${i}/in`), { recursive: true });
  await Deno.chmod(dir.path, 0o777);
  const found = await withTwentyWatches(`
    const path = ${JSON.stringify(dir.path)};
    const watcher = watch(path, { interval: 20 });
    await watcher.ready;
    for (let i = 0; i < 40; i++) Deno.writeTextFileSync(path + "/" + i + "/in/file", "");
    await watcher.flush();
    let events = 0;
    const { reason, paths } = watcher.degraded;
    const seen = new Set();
    while (seen.size < 40) {
      const { kind, path } = (await watcher.next()).value;
      if (kind === "create") seen.add(path);
    }
    watcher.close();
    const native = watch(path, { backend: "native" });
    const refused = await native.ready.then(() => "", (error) => error.name + ": " + error.message);
    console.log(JSON.stringify({ reason, polled: String(paths.length), refused }));`);
  if (found === undefined) return;
  assertMatch(
    found.reason!,
    /^user\.max_inotify_watches allows 20 watches .* of which this one has \d+; raise it .*sysctl/,
  );
  assert(Number(found.polled) > 20, found.polled);
  assert(found.refused!.startsWith(`NotSupported: watch '${dir.path}`), found.refused);
  assertMatch(found.refused!, /user\.max_inotify_watches allows 20 watches/);
});

Deno.test("a filesystem that does not tell of its changes is polled, or refused", async () => {
  using watcher = watch("/proc/sys/fs/inotify", { interval: 10 });
  await watcher.ready;
  assertEquals(watcher.degraded, { reason: "proc does not tell of all changes", paths: ["/proc/sys/fs/inotify"] });
  using file = watch("/proc/loadavg", { interval: 10 });
  await file.ready;
  assertEquals(file.degraded?.paths, ["/proc/loadavg"]);
  const native = watch("/proc/sys/fs/inotify", { backend: "native" });
  await assertRejects(() => native.ready, Deno.errors.NotSupported, "watch '/proc/sys/fs/inotify': proc does not tell");
});

Deno.test("a watcher that is told of everything is not degraded", async () => {
  await using dir = await temporaryDirectory();
  using watcher = watch(dir.path);
  await watcher.ready;
  assertEquals(watcher.degraded, undefined);
});

Deno.test("polling tells of changes by itself, from time to time", async () => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("a"), "a");
  using watcher = watch(dir.path, { backend: "poll", interval: 10 });
  await watcher.ready;
  await Deno.writeTextFile(dir.join("a"), "b"); // as long as before
  assertEquals((await watcher.next()).value?.kind, "modify");
  await Deno.rename(dir.join("a"), dir.join("b"));
  const { kind, path, from } = (await watcher.next()).value!;
  assertEquals([kind, path, from], ["rename", dir.join("b"), dir.join("a")]);
  await Deno.chmod(dir.join("b"), 0o600);
  assertEquals((await watcher.next()).value?.kind, "attrib");
  await Deno.remove(dir.join("b"));
  assertEquals((await watcher.next()).value?.kind, "remove");
});

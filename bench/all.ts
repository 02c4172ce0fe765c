/** `deno task bench`, or some of it: `deno run -A bench/all.ts stat read_at` prints and writes nothing. */
import { diskstat } from "../mod.ts";
import { describeMachine } from "./machine.ts";
import { filesIn } from "./node_works.mjs";
import { report, table } from "./report.ts";
import { findRuntimes } from "./runtimes.ts";
import type { Row } from "./work.ts";

const NAMES = [
  "stat",
  "stat_all",
  "stat_sync",
  "read_file_sync",
  "open_read_close",
  "read_files",
  "read_at",
  "read_large",
  "pending_memory",
  "write_files",
  "walk",
  "copy_tree",
  "copy_large",
  "copy_sparse",
  "remove_tree",
  "locking",
  "effect",
  "effect_s3",
  "lock_contention",
];
/** Those whose peers are others: each prints a table of its own. */
const TABLES = ["watch", "changes_since"];
const COUNT = 2048;
const SMALL = new Uint8Array(4096).fill(7);
const LARGE = 64 << 20;

const here = new URL(".", import.meta.url).pathname;
const all = [...NAMES, ...TABLES];
const chosen = Deno.args.length === 0 ? all : Deno.args;
for (const name of chosen) if (!all.includes(name)) throw new TypeError(`${name} is none of ${all.join(", ")}`);

/** A directory on the disk: where temporary files are kept in memory, the working directory's filesystem must do. */
async function makeDirectory(): Promise<string> {
  const directory = await Deno.makeTempDir({ prefix: "bench-" });
  if ((await diskstat(directory)).type !== "tmpfs") return directory;
  await Deno.remove(directory);
  return await Deno.makeTempDir({ prefix: "bench-", dir: Deno.cwd() });
}

async function run(name: string, directory: string, runtimes: string): Promise<Row[]> {
  const args = ["run", "-A", "--v8-flags=--expose-gc", `${here}one.ts`, name, directory, String(COUNT), runtimes];
  const { success, stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
  if (!success) throw new Error(`${name} failed`);
  return new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line) as Row);
}

async function tableOf(name: string): Promise<string> {
  const args = ["run", "-A", `${here}${name}.ts`];
  const { success, stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
  if (!success) throw new Error(`${name} failed`);
  return new TextDecoder().decode(stdout).trim();
}

const directory = await makeDirectory();
try {
  const runtimes = await findRuntimes();
  const machine = await describeMachine(directory, runtimes);
  const { small, large } = filesIn(directory, COUNT);
  for (const path of small) await Deno.writeFile(path, SMALL);
  await Deno.writeFile(large, new Uint8Array(LARGE).fill(7));
  const found = Object.entries(runtimes).flatMap(([name, runtime]) =>
    runtime === undefined ? [] : [[name, runtime.command]]
  );
  const rows: Row[] = [];
  for (const name of chosen.filter((name) => NAMES.includes(name))) {
    const some = await run(name, directory, JSON.stringify(Object.fromEntries(found)));
    rows.push(...some);
    console.error(table(some));
  }
  const tables: string[] = [];
  for (const name of chosen.filter((name) => TABLES.includes(name))) tables.push(await tableOf(name));
  if (chosen === all) {
    await Deno.writeTextFile(`${here}README.md`, report(rows, machine, tables));
    await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", `${here}README.md`] }).output();
  }
  console.log([machine, ...(rows.length > 0 ? [table(rows)] : []), ...tables].join("\n\n"));
} finally {
  await Deno.remove(directory, { recursive: true });
}

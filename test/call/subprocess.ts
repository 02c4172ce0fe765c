/** Scripts in a process of their own: with other permissions, other V8 flags, another user. */
import { fromFileUrl } from "@std/path/from-file-url";

const MODULE = new URL("../../mod.ts", import.meta.url).href;
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** What became of a script. */
export interface Outcome {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a script is run. */
export interface ScriptOptions {
  /** The working directory. */
  cwd?: string;
  /** The system that the library is to believe it runs on. */
  os?: string;
}

/** Runs `script`, which has this library as `files`, with these flags and never a prompt. */
export async function runScript(
  script: string,
  flags: string[],
  { cwd, os }: ScriptOptions = {},
): Promise<Outcome> {
  const target = os === undefined
    ? ""
    : `globalThis[Symbol.for("reseau:files:target")] = { os: "${os}", arch: "x86_64" };`;
  const source = `${target}\nconst files = await import(${JSON.stringify(MODULE)});\n${script}`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", "--no-check", "--config", CONFIG, ...flags, "-"],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    cwd,
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(source));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  return { success, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** Runs a script that prints one line of JSON, and returns that. */
export async function valueOfScript<T>(script: string, flags: string[], options: ScriptOptions = {}): Promise<T> {
  const { success, stdout, stderr } = await runScript(script, flags, options);
  if (!success) throw new Error(`the script failed: ${stderr}`);
  return JSON.parse(stdout) as T;
}

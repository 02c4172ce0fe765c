/** The runtimes to compare with: Node as it is installed, Bun by npm into a cache outside the repository. */

const BUN = "bun@1.4.4";

/** What could be found: the command and its version. */
export interface Runtime {
  readonly command: string;
  readonly version: string;
}

/** Node and Bun, where they can be had. */
export async function findRuntimes(): Promise<Record<"node" | "bun", Runtime | undefined>> {
  return { node: await versionOf("node"), bun: await bun() };
}

/** Where the benchmarks keep what they install. */
function cache(): string {
  return `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}/reseau-files`;
}

async function bun(): Promise<Runtime | undefined> {
  const directory = `${cache()}/bun`;
  const command = `${directory}/node_modules/.bin/bun`;
  const found = await versionOf(command);
  if (found !== undefined) return found;
  await Deno.mkdir(directory, { recursive: true });
  await output("npm", ["install", "--no-save", "--prefix", directory, BUN]);
  return await versionOf(command);
}

async function versionOf(command: string): Promise<Runtime | undefined> {
  const version = await output(command, ["--version"]);
  return version === undefined ? undefined : { command, version: version.trim().replace(/^v/, "") };
}

/** What a command prints; `undefined` when it is not there or fails. */
async function output(command: string, args: string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(command, { args, stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

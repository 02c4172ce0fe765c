/** Where files are: on the disk, in memory, and on filesystems that a test mounts. */
import { TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { everyWay, type Way } from "../ways.ts";

/** Filesystems that behave differently, and a directory on each. */
const PLACES: readonly (readonly [string, string | undefined])[] = [
  ["disk", undefined],
  ...(Deno.build.os === "windows" ? [] : [["tmpfs", "/dev/shm"]] as const),
];

/** {@link everyWay} on the disk and on tmpfs, with a directory of its own. */
export function everyPlace(name: string, body: (way: Way, dir: TemporaryDirectory) => Promise<void>): void {
  for (const [place, parent] of PLACES) {
    everyWay(`${name}, ${place}`, async (way) => {
      await using dir = await temporaryDirectory(parent);
      await body(way, dir);
    });
  }
}

class Mounted extends TemporaryDirectory {
  readonly #dir: TemporaryDirectory;
  constructor(dir: TemporaryDirectory) {
    super(dir.path);
    this.#dir = dir;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await command("umount", this.path);
    await this.#dir[Symbol.asyncDispose]();
  }
}

/** Whether tests may mount filesystems. */
export const MOUNTS: boolean = Deno.uid() === 0 && mounts();

/** Mounts a filesystem of its own at a new directory, until it is disposed. */
export async function mounted(type: string, options = ""): Promise<TemporaryDirectory> {
  const dir = await temporaryDirectory();
  await command("mount", "-t", type, ...(options === "" ? [] : ["-o", options]), "none", dir.path);
  return new Mounted(dir);
}

/** Mounts a directory or file at another path, until it is disposed. */
export async function bound(from: string, at: string): Promise<AsyncDisposable> {
  await command("mount", "--bind", from, at);
  return { [Symbol.asyncDispose]: () => command("umount", at).then(() => {}) };
}

/** Runs a command and returns what it prints; throws what it complains about. */
export async function command(name: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(name, { args, env: { LC_ALL: "C", TZ: "UTC" } }).output();
  if (!success) throw new Error(`${name} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout).trimEnd();
}

/** `CAP_SYS_ADMIN`, capabilities(7). */
function mounts(): boolean {
  const [, effective] = /^CapEff:\s*([0-9a-f]+)/m.exec(Deno.readTextFileSync("/proc/self/status"))!;
  return (BigInt(`0x${effective}`) >> 21n & 1n) === 1n;
}

/** Filesystems that are made for a test, in a file, and mounted from there. */
import { command, mounted, MOUNTS } from "../handle/places.ts";
import { TemporaryDirectory, temporaryDirectory } from "../temporary.ts";

/** A kind of filesystem: the command that makes one in a file, the least size in MiB, and what it is known to do. */
export interface Kind {
  readonly type: string;
  readonly make?: readonly [string, ...string[]];
  readonly mebibytes: number;
  /** Whether files share content. */
  readonly shares: boolean;
  /** Whether ranges are taken out of files, and put in. */
  readonly collapses: boolean;
}

/** Those that a test may meet; without a command, it is in memory. */
export const KINDS: readonly Kind[] = [
  { type: "ext4", make: ["mkfs.ext4", "-q"], mebibytes: 48, shares: false, collapses: true },
  { type: "xfs", make: ["mkfs.xfs", "-q", "-m", "reflink=1"], mebibytes: 320, shares: true, collapses: true },
  { type: "btrfs", make: ["mkfs.btrfs", "-q"], mebibytes: 128, shares: true, collapses: false },
  { type: "tmpfs", mebibytes: 32, shares: false, collapses: false },
];

class Image extends TemporaryDirectory {
  readonly #dir: TemporaryDirectory;
  constructor(dir: TemporaryDirectory) {
    super(dir.join("root"));
    this.#dir = dir;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await command("umount", this.path);
    await this.#dir[Symbol.asyncDispose]();
  }
}

/** Makes and mounts one, with everybody's leave to write; undefined, and said, where that cannot be. */
export async function imaged({ type, make, mebibytes }: Kind): Promise<TemporaryDirectory | undefined> {
  if (make === undefined && MOUNTS) return await mounted(type, `size=${mebibytes}m,mode=777`);
  const dir = await temporaryDirectory();
  const image = dir.join("image");
  try {
    if (!MOUNTS || make === undefined) throw new Error("only the administrator mounts");
    Deno.writeFileSync(image, new Uint8Array());
    Deno.truncateSync(image, mebibytes << 20);
    Deno.mkdirSync(dir.join("root"));
    const [program, ...args] = make;
    await command(program, ...args, image);
    await command("mount", "-o", "loop", image, dir.join("root"));
  } catch (error) {
    console.log(`${type} is left out: ${(error as Error).message.trim()}`);
    await dir[Symbol.asyncDispose]();
    return undefined;
  }
  Deno.chmodSync(dir.join("root"), 0o777);
  return new Image(dir);
}

/** Trees to be copied, and what is compared of them. */
import { command } from "../handle/places.ts";
import { sample } from "../handle/bytes.ts";

/** What `find` tells of everything below a directory, in its format, sorted; of directories no size, which is the filesystem's own. */
export async function described(root: string, format: string): Promise<string[]> {
  const fields = [`-type d -printf "%P %y ${format.replace(/ ?%s/, "")}|\\0" -o -printf "%P %y ${format} %l|\\0"`];
  const found = await command("sh", "-c", `find "$0" -mindepth 1 ${fields}`, root);
  return found.split("\0").toSorted();
}

/** Paths and contents of the regular files below a directory. */
export async function contents(root: string): Promise<string> {
  return (await command("sh", "-c", `cd "$0" && find . -type f -print0 | sort -z | xargs -0 -r sha256sum`, root))
    .trim();
}

/** A tree with an entry of every kind that anybody may make, and names of every length. */
export function plant(root: string): void {
  Deno.mkdirSync(`${root}/sub/deeper/empty`, { recursive: true });
  for (const [i, size] of [0, 1, 4096, 5000, 32_767, 32_768, 32_769, 300_000, (4 << 20) + 7].entries()) {
    Deno.writeFileSync(`${root}/${i % 2 === 0 ? "sub" : "sub/deeper"}/f${size}`, sample(size, i + 1));
  }
  Deno.writeTextFileSync(`${root}/.hidden`, "hidden");
  Deno.writeTextFileSync(`${root}/${"n".repeat(255)}`, "long name");
  Deno.writeTextFileSync(`${root}/sub/ü 日本\n`, "strange name");
  Deno.symlinkSync("sub/f0", `${root}/relative`);
  Deno.symlinkSync("/no/such/file", `${root}/dangling`);
  Deno.symlinkSync("../..", `${root}/sub/up`);
  Deno.symlinkSync("loop", `${root}/loop`);
  Deno.chmodSync(`${root}/sub/f0`, 0o4711);
  Deno.chmodSync(`${root}/sub/deeper/f1`, 0o400);
  Deno.chmodSync(`${root}/sub/deeper/empty`, 0o2755);
  Deno.chmodSync(`${root}/sub/deeper`, 0o500);
  Deno.utimeSync(`${root}/sub/f4096`, 1, 2);
  Deno.utimeSync(`${root}/sub/deeper`, 1_000_000_000, 1_234_567_890.123);
}

/** Removes a tree with directories that may not be written. */
export async function uproot(root: string): Promise<void> {
  await command("chmod", "-R", "u+rwx", root).catch(() => {});
  await Deno.remove(root, { recursive: true }).catch(() => {});
}

/** How many files below a directory this process has open. */
export function openBelow(root: string): number {
  let count = 0;
  for (const { name } of Deno.readDirSync("/proc/self/fd")) {
    try {
      if (Deno.readLinkSync(`/proc/self/fd/${name}`).startsWith(`${root}/`)) count++;
    } catch {
      // The descriptor that the directory was listed with.
    }
  }
  return count;
}

/** Names that are hard to handle, and files with them. */
import type { TemporaryDirectory } from "../temporary.ts";

/** Bytes that are not UTF-8, as `printf` of a shell writes them, and the names that stand for them. */
export const BROKEN: readonly (readonly [string, string])[] = [
  ["\\377", "\udcff"],
  ["caf\\351", "caf\udce9"],
  ["caf\\303\\251", "café"],
  ["\\303", "\udcc3"],
  [
    "a\\200\\201long enough to be decoded in pieces, and then some, and some more",
    "a\udc80\udc81long enough to be decoded in pieces, and then some, and some more",
  ],
  ["\\355\\240\\200", "\udced\udca0\udc80"],
  ["\\360\\237\\230\\200\\360", "😀\udcf0"],
  ["\\357\\273\\277bom", "\ufeffbom"],
  ["\\357\\277\\275", "\ufffd"],
];

/** Makes a file with each of {@link BROKEN}; a shell does, because Deno cannot. */
export async function makeBroken(dir: TemporaryDirectory): Promise<string[]> {
  const script = BROKEN.map(([bytes]) => `printf x > "$(printf '${bytes}')"`).join("\n");
  const { success } = await new Deno.Command("sh", { args: ["-c", script], cwd: dir.path, env: { LC_ALL: "C" } })
    .output();
  if (!success) throw new Error("the shell cannot make these names");
  return BROKEN.map(([, name]) => name).sort();
}

/** The `index`th of many names, of 1 to 60 characters, some of them not ASCII. */
export function nameOf(index: number): string {
  const stem = index.toString(36);
  return index % 7 === 0 ? `${stem}é😀` : stem.padEnd(1 + index % 60, "_");
}

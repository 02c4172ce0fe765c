/** Trees that only a seed decides, and what is to be seen of a tree. */
import { lutimeSync, mkfifoSync, setxattrSync } from "../../mod.ts";
import { command } from "../handle/places.ts";

/** What is to be seen of an entry. */
export interface Seen {
  /** As `find` has it: `f`, `d`, `l`, `p`. */
  readonly type: string;
  readonly mode: number;
  readonly owner: string;
  /** Of last modification, to the nanosecond. */
  readonly time: string;
  /** Of a file. Bytes. */
  readonly size: number;
  /** Of what is on the disk. Bytes. */
  readonly taken: number;
  readonly text: string;
  readonly content: string;
  /** The first path, in their order, that is the same file. */
  readonly first: string;
  readonly attributes: string;
}

/** Everything below a directory, and the directory itself as "", by path. */
export type Picture = Map<string, Seen>;

const FIELDS = ["%P", "%y", "%m", "%U:%G", "%T@", "%s", "%b", "%i", "%l"] as const;

/** Looks at a tree; `attributesOf` tells names and values of an entry's extended attributes. */
export async function picture(root: string, attributesOf: (path: string) => string): Promise<Picture> {
  const printed = await command("find", root, "-printf", `${FIELDS.join("\\0")}\\0`);
  const fields = printed.split("\0");
  const lines = Array.from(
    { length: Math.floor(fields.length / FIELDS.length) },
    (_, i) => fields.slice(i * FIELDS.length, (i + 1) * FIELDS.length) as [string, string, ...string[]],
  );
  const firsts = new Map<string, string>();
  const seen: Picture = new Map();
  for (const [path, type, mode, owner, time, size, blocks, inode, text] of lines.sort(([a], [b]) => a < b ? -1 : 1)) {
    const whole = path === "" ? root : `${root}/${path}`;
    if (!firsts.has(inode!)) firsts.set(inode!, path);
    seen.set(path, {
      type,
      mode: parseInt(mode!, 8),
      owner: owner!,
      time: time!,
      size: type === "f" ? Number(size) : 0,
      taken: 512 * Number(blocks),
      text: text!,
      content: type === "f" ? await digest(Deno.readFileSync(whole)) : "",
      first: type === "d" ? path : firsts.get(inode!)!,
      attributes: attributesOf(whole),
    });
  }
  return seen;
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** What trees may have. */
export interface Kinds {
  /** Whether links lead to files of the tree only, so that they can be followed. */
  readonly leading: boolean;
  /** Whether the filesystem keeps extended attributes of users. */
  readonly attributes: boolean;
}

const SIZES = [0, 1, 100, 4096, 30_000, 32_768, 70_000, 300_000];
const MODES = [0o644, 0o600, 0o755, 0o444, 0o4711, 0o2755, 0o1777, 0o777];

/** Makes a tree of about so many entries; `next` is from 0 to 1. */
export function grow(root: string, count: number, next: () => number, kinds: Kinds): void {
  const one = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)]!;
  Deno.mkdirSync(root);
  const [dirs, files, others] = [[root], [] as string[], [] as string[]];
  for (let i = 0; i < count; i++) {
    const parent = one(dirs);
    const path = `${parent}/${"name".slice(0, Math.floor(next() * 5))}${i}${next() < 0.1 ? "ü\n" : ""}`;
    const kind = next();
    if (kind < 0.25) {
      Deno.mkdirSync(path);
      dirs.push(path);
    } else if (kind < 0.35 && files.length > 0) {
      Deno.linkSync(one(files), path);
    } else if (kind < 0.5 && (!kinds.leading || files.length > 0)) {
      Deno.symlinkSync(kinds.leading ? one(files) : one(["nothing", "..", ".", "/etc/passwd", path]), path);
      others.push(path);
    } else if (kind < 0.55) {
      mkfifoSync(path);
      others.push(path);
    } else {
      fill(path, one(SIZES), next);
      files.push(path);
    }
  }
  for (const path of [...files, ...dirs]) {
    if (kinds.attributes && next() < 0.2) setxattrSync(path, "user.name", `${next()}`);
    if (next() < 0.5) Deno.chmodSync(path, one(MODES) | (dirs.includes(path) ? 0o700 : 0));
  }
  // What is deeper first: making something changes its directory's time.
  const times = [...files, ...others, ...dirs.toReversed()];
  for (const path of times) {
    const time = BigInt(Math.floor(next() * 1e9)) * 1_000_000_000n + BigInt(Math.floor(next() * 1e9));
    lutimeSync(path, time, time);
  }
}

/** Content at random, with holes in between. */
function fill(path: string, size: number, next: () => number): void {
  using file = Deno.openSync(path, { write: true, create: true });
  for (let at = 0; at < size;) {
    const length = Math.min(size - at, 1 + Math.floor(next() * 60_000));
    if (next() < 0.7) {
      file.seekSync(at, Deno.SeekMode.Start);
      const bytes = new Uint8Array(length).fill(1 + Math.floor(next() * 255));
      for (let written = 0; written < length;) written += file.writeSync(bytes.subarray(written));
    }
    at += length;
  }
  file.truncateSync(size);
}

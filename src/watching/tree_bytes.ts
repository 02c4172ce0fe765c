/**
 * Trees as bytes. Behind the mark and the version, a CRC-32 of all that follows; the head, as JSON; the names, separated by
 * slashes; and the numbers of each entry, most of them as the difference to others. Lengths are 32 bits, little-endian.
 */
import { crc32 } from "./crc32.ts";
import { F, type Field, Tree } from "./tree.ts";
import { VarintReader, VarintWriter } from "./varint.ts";

const MARK = new TextEncoder().encode("reseau");
const VERSION = 1;
/** Behind the mark and two bytes of version: the checksum, and what it is of. */
const SUM = 8;
const BODY = 12;
/** What a number takes at least: there cannot be more entries than bytes. */
const LEAST = 10;
const TIMES = [[F.ctime, F.ctimeRest], [F.birthtime, F.birthtimeRest]] as const;

/** A tree, and what else is to be known of it. */
export interface Packed {
  readonly head: unknown;
  readonly tree: Tree;
}

/** Packs a tree. */
export function packTree({ head, tree }: Packed): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts = [
    encoder.encode(JSON.stringify({ ...head as object, entries: tree.size })),
    encoder.encode(tree.names.map(escaped).join("/")),
    numbersOf(tree),
  ];
  const bytes = new Uint8Array(BODY + parts.reduce((sum, part) => sum + 4 + part.length, 0));
  const view = new DataView(bytes.buffer);
  bytes.set(MARK);
  view.setUint16(MARK.length, VERSION, true);
  let at = BODY;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  view.setUint32(SUM, crc32(bytes.subarray(BODY)), true);
  return bytes;
}

/** Unpacks it; throws `InvalidData` when that is not possible. */
export function unpackTree(bytes: Uint8Array): Packed {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < BODY || MARK.some((byte, i) => bytes[i] !== byte)) throw damaged("it does not begin as one");
  const version = view.getUint16(MARK.length, true);
  if (version !== VERSION) throw damaged(`it is of version ${version}, and this reads version ${VERSION}`);
  if (view.getUint32(SUM, true) !== crc32(bytes.subarray(BODY))) throw damaged("its checksum is wrong");
  let at = BODY;
  const part = () => {
    const start = at + 4;
    at = start + (start <= bytes.length ? view.getUint32(start - 4, true) : 0);
    if (at > bytes.length || start > bytes.length) throw damaged("it is too short");
    return bytes.subarray(start, at);
  };
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const head = parsed(decoder.decode(part()));
  const text = decoder.decode(part());
  const numbers = part();
  const { entries } = head;
  if (!Number.isInteger(entries) || entries < 0 || entries * LEAST > numbers.length) throw damaged("it is too short");
  const names = entries === 0 ? [] : text.split("/");
  if (names.length !== entries) throw damaged("it has another number of names than of entries");
  return { head, tree: treeOf(names, numbers) };
}

function numbersOf(tree: Tree): Uint8Array {
  const out = new VarintWriter(tree.size * 32);
  let [dev, mtime, first] = [0, 0, 1];
  for (let entry = 0; entry < tree.size; entry++) {
    const get = (field: Field) => tree.get(entry, field);
    out.unsigned(get(F.attributes));
    out.unsigned(get(F.dev) === dev ? 0 : get(F.dev) + 1);
    out.unsigned(get(F.inode));
    out.unsigned(get(F.size));
    out.signed(get(F.mtime) - mtime);
    out.unsigned(get(F.mtimeRest));
    for (const [time, rest] of TIMES) {
      out.signed(get(time) - get(F.mtime));
      out.signed(get(rest) - get(F.mtimeRest));
    }
    dev = get(F.dev);
    mtime = get(F.mtime);
    if (!tree.isDirectory(entry)) continue;
    out.unsigned(get(F.count) + 1);
    if (get(F.count) <= 0) continue;
    out.signed(get(F.first) - first);
    first = get(F.first) + get(F.count);
  }
  return out.bytes;
}

function treeOf(names: readonly string[], numbers: Uint8Array): Tree {
  const from = new VarintReader(numbers);
  const tree = new Tree(names.length);
  for (const name of names) tree.add(-1, name.includes("\0") ? unescaped(name) : name);
  let [dev, mtime, first] = [0, 0, 1];
  for (let entry = 0; entry < names.length; entry++) {
    tree.set(entry, F.attributes, from.unsigned());
    const device = from.unsigned();
    if (device > 0) dev = device - 1;
    tree.set(entry, F.dev, dev);
    tree.set(entry, F.inode, from.unsigned());
    tree.set(entry, F.size, from.unsigned());
    mtime += from.signed();
    tree.set(entry, F.mtime, mtime);
    const rest = from.unsigned();
    tree.set(entry, F.mtimeRest, rest);
    tree.set(entry, F.ctime, mtime + from.signed());
    tree.set(entry, F.ctimeRest, rest + from.signed());
    tree.set(entry, F.birthtime, mtime + from.signed());
    tree.set(entry, F.birthtimeRest, rest + from.signed());
    if (!tree.isDirectory(entry)) continue;
    const count = from.unsigned() - 1;
    tree.set(entry, F.count, count);
    if (count <= 0) continue;
    first += from.signed();
    tree.set(entry, F.first, first);
    if (first <= entry || first + count > names.length) throw damaged("a directory has entries that are not there");
    for (let child = first; child < first + count; child++) {
      if (tree.get(child, F.parent) >= 0) throw damaged("an entry is in two directories");
      tree.set(child, F.parent, entry);
    }
    first += count;
  }
  for (let entry = 1; entry < names.length; entry++) {
    if (tree.get(entry, F.parent) < 0) throw damaged("an entry is in no directory");
  }
  return tree;
}

// UTF-8 has no lone surrogates: such a unit is written as NUL, which is in no name, and four digits.
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function escaped(name: string): string {
  if (name.isWellFormed()) return name;
  return name.replace(LONE, (unit) => `\0${unit.charCodeAt(0).toString(16)}`);
}

function unescaped(name: string): string {
  return name.replace(/\0(d[89a-f][0-9a-f]{2})/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
}

/** What stands at the head, of which only the number of entries is this file's business. */
function parsed(text: string): { readonly entries: number } {
  try {
    const head = JSON.parse(text);
    if (typeof head === "object" && head !== null) return head;
  } catch {
    // said below
  }
  throw damaged("its head cannot be read");
}

function damaged(why: string): Error {
  return new Deno.errors.InvalidData(`this is no snapshot, or a damaged one: ${why}`);
}

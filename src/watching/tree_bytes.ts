/**
 * Trees as bytes. Behind the mark and the version, a CRC-32 of all that follows; the head, as JSON; the names, separated by
 * slashes; and the numbers of each entry, most of them as the difference to others. Lengths are 32 bits, little-endian.
 */
import { crc32 } from "./crc32.ts";
import { F, Tree, WIDTH } from "./tree.ts";
import { TreeNames } from "./tree_names.ts";
import { unzigzag, VarintReader, VarintWriter, zigzag } from "./varint.ts";

const MARK = new TextEncoder().encode("reseau");
const VERSION = 1;
/** Behind the mark and two bytes of version: the checksum, and what it is of. */
const SUM = 8;
const BODY = 12;
/** How many numbers every entry has, of a byte at least: there cannot be more entries than these. */
const ROW = 10;

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
    tree.names.packed,
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
  const head = parsed(new TextDecoder("utf-8", { ignoreBOM: true }).decode(part()));
  const text = part();
  const numbers = part();
  const { entries } = head;
  if (!Number.isInteger(entries) || entries < 0 || entries * ROW > numbers.length) throw damaged("it is too short");
  const names = TreeNames.from(text, entries);
  if (names === undefined) throw damaged("it has another number of names than of entries");
  return { head, tree: treeOf(names, numbers) };
}

/** A row for each entry; behind that of a directory, how many entries it has, and where they begin if there are some. */
function numbersOf(tree: Tree): Uint8Array {
  const { numbers, size } = tree;
  const out = new VarintWriter(size * 32);
  const row = new Float64Array(ROW);
  let [dev, lastMtime, next] = [0, 0, 1];
  for (let entry = 0, at = 0; entry < size; entry++, at += WIDTH) {
    const mtime = numbers[at + F.mtime]!;
    const rest = numbers[at + F.mtimeRest]!;
    row[0] = numbers[at + F.attributes]!;
    row[1] = numbers[at + F.dev] === dev ? 0 : numbers[at + F.dev]! + 1;
    row[2] = numbers[at + F.inode]!;
    row[3] = numbers[at + F.size]!;
    row[4] = zigzag(mtime - lastMtime);
    row[5] = rest;
    row[6] = zigzag(numbers[at + F.ctime]! - mtime);
    row[7] = zigzag(numbers[at + F.ctimeRest]! - rest);
    row[8] = zigzag(numbers[at + F.birthtime]! - mtime);
    row[9] = zigzag(numbers[at + F.birthtimeRest]! - rest);
    out.write(row, ROW);
    dev = numbers[at + F.dev]!;
    lastMtime = mtime;
    if (!tree.isDirectory(entry)) continue;
    const count = numbers[at + F.count]!;
    const first = numbers[at + F.first]!;
    row[0] = count + 1;
    row[1] = zigzag(first - next);
    out.write(row, count <= 0 ? 1 : 2);
    if (count > 0) next = first + count;
  }
  return out.bytes;
}

function treeOf(names: TreeNames, packed: Uint8Array): Tree {
  const from = new VarintReader(packed);
  const tree = new Tree(names.size, names);
  const { numbers, size } = tree;
  const row = new Float64Array(ROW);
  let [dev, mtime, next] = [0, 0, 1];
  for (let entry = 0, at = 0; entry < size; entry++, at += WIDTH) {
    from.read(row, ROW);
    if (row[1]! > 0) dev = row[1]! - 1;
    mtime += unzigzag(row[4]!);
    const rest = row[5]!;
    numbers[at + F.attributes] = row[0]!;
    numbers[at + F.dev] = dev;
    numbers[at + F.inode] = row[2]!;
    numbers[at + F.size] = row[3]!;
    numbers[at + F.mtime] = mtime;
    numbers[at + F.mtimeRest] = rest;
    numbers[at + F.ctime] = mtime + unzigzag(row[6]!);
    numbers[at + F.ctimeRest] = rest + unzigzag(row[7]!);
    numbers[at + F.birthtime] = mtime + unzigzag(row[8]!);
    numbers[at + F.birthtimeRest] = rest + unzigzag(row[9]!);
    if (!tree.isDirectory(entry)) continue;
    from.read(row, 1);
    const count = numbers[at + F.count] = row[0]! - 1;
    if (count <= 0) continue;
    from.read(row, 1);
    const first = numbers[at + F.first] = next + unzigzag(row[0]!);
    if (first <= entry || first + count > size) throw damaged("a directory has entries that are not there");
    for (let child = first * WIDTH, end = child + count * WIDTH; child < end; child += WIDTH) {
      if (numbers[child + F.parent]! >= 0) throw damaged("an entry is in two directories");
      numbers[child + F.parent] = entry;
    }
    next = first + count;
  }
  for (let entry = 1; entry < size; entry++) {
    if (tree.get(entry, F.parent) < 0) throw damaged("an entry is in no directory");
  }
  return tree;
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

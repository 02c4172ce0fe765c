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
  /** Of a field, in the row. */
  const AT = -F.attributes;
  let [dev, lastMtime, next] = [0, 0, 1];
  for (let entry = 0, at = 0; entry < size; entry++, at += WIDTH) {
    for (let i = 0; i < ROW; i++) row[i] = numbers[at + F.attributes + i]!;
    const mtime = numbers[at + F.mtime]!;
    row[AT + F.dev] = numbers[at + F.dev] === dev ? 0 : numbers[at + F.dev]! + 1;
    row[AT + F.mtime] = zigzag(mtime - lastMtime);
    for (let time = AT + F.ctime; time <= AT + F.birthtime; time += 2) {
      row[time] = zigzag(row[time]! - mtime);
      row[time + 1] = zigzag(row[time + 1]! - row[AT + F.mtimeRest]!);
    }
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
  let [dev, mtime, next] = [0, 0, 1];
  for (let entry = 0, at = 0; entry < size; entry++, at += WIDTH) {
    from.read(numbers, at + F.attributes, ROW);
    if (numbers[at + F.dev]! > 0) dev = numbers[at + F.dev]! - 1;
    numbers[at + F.dev] = dev;
    mtime += unzigzag(numbers[at + F.mtime]!);
    numbers[at + F.mtime] = mtime;
    for (let time = at + F.ctime; time <= at + F.birthtime; time += 2) {
      numbers[time] = mtime + unzigzag(numbers[time]!);
      numbers[time + 1] = numbers[at + F.mtimeRest]! + unzigzag(numbers[time + 1]!);
    }
    if (tree.isDirectory(entry)) next = readEntries(from, tree, entry, next);
  }
  for (let entry = 1; entry < size; entry++) {
    if (tree.get(entry, F.parent) < 0) throw damaged("an entry is in no directory");
  }
  return tree;
}

/** Reads where the entries of a directory are; answers where those of the next one begin, if nothing else is said. */
function readEntries(from: VarintReader, tree: Tree, entry: number, next: number): number {
  const { numbers, size } = tree;
  const at = entry * WIDTH;
  from.read(numbers, at + F.count, 1);
  const count = numbers[at + F.count] = numbers[at + F.count]! - 1;
  if (count <= 0) return next;
  from.read(numbers, at + F.first, 1);
  const first = numbers[at + F.first] = next + unzigzag(numbers[at + F.first]!);
  if (first <= entry || first + count > size) throw damaged("a directory has entries that are not there");
  for (let child = first * WIDTH, end = child + count * WIDTH; child < end; child += WIDTH) {
    if (numbers[child + F.parent]! >= 0) throw damaged("an entry is in two directories");
    numbers[child + F.parent] = entry;
  }
  return first + count;
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

/** Entries of many directories, packed: a name, an inode, and of a directory its number. */
import { decodeName } from "../call/text.ts";

/** Bytes in one piece of memory. A place is the piece's number in the upper bits, and where it stands there. */
const PIECE = 1 << 16;
const PIECE_BITS = 16;
/** Places are numbers of 31 bits; and some lanes may be about to add what they have seen. */
const MOST_PIECES = 1 << 14;
/** An entry: the length of its name, what it is, its inode, the name, and of a directory its number. */
const LENGTH = 0;
const KIND = 2;
const INODE = 3;
const NAME = 11;
const NUMBER_SIZE = 4;
const LEAF = 0;
const DIRECTORY = 1;
/** Where an entry would stand, which has a name: the end of a directory, or it goes on in the next piece. */
const NO_NAME = 0;
const END = 0;
const NEXT = 1;
const MARK_SIZE = 3;
const SLASH = 47;

interface Piece {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** The entries. */
export class PackedEntries {
  readonly #pieces: Piece[] = [];
  #end = PIECE;

  /** Whether there is no place for more. */
  get isFull(): boolean {
    return this.#pieces.length >= MOST_PIECES;
  }

  /** The entries of a directory begin; where. */
  begin(): number {
    this.#makeRoom(0);
    return this.#place;
  }

  /** Adds an entry, a directory's with its number (−1: of anything else); returns its place. */
  add(number: number, inode: number, bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    this.#makeRoom(length);
    const { bytes: into, view } = this.#pieces.at(-1)!;
    const at = this.#end;
    const place = this.#place;
    view.setUint16(at + LENGTH, length);
    into[at + KIND] = number < 0 ? LEAF : DIRECTORY;
    view.setFloat64(at + INODE, inode);
    for (let i = 0; i < length; i++) into[at + NAME + i] = bytes[start + i]!;
    this.#end = at + NAME + length;
    if (number >= 0) {
      view.setInt32(this.#end, number);
      this.#end += NUMBER_SIZE;
    }
    return place;
  }

  /** Nothing more stands in the directory. */
  end(): void {
    this.#mark(END);
  }

  /** For an entry whose name is so long, and a mark. */
  #makeRoom(length: number): void {
    if (this.#end + NAME + length + NUMBER_SIZE + MARK_SIZE <= PIECE) return;
    if (this.#pieces.length > 0) this.#mark(NEXT);
    const bytes = new Uint8Array(PIECE);
    this.#pieces.push({ bytes, view: new DataView(bytes.buffer) });
    this.#end = 0;
  }

  #mark(kind: number): void {
    const { view } = this.#pieces.at(-1)!;
    view.setUint16(this.#end + LENGTH, NO_NAME);
    view.setUint8(this.#end + KIND, kind);
    this.#end += MARK_SIZE;
  }

  /** Where the next entry will stand. */
  get #place(): number {
    return (this.#pieces.length - 1) * PIECE + this.#end;
  }

  /** The first entry at or behind a place; −1 at the end of the directory. */
  from(place: number): number {
    if (this.#lengthAt(place) !== NO_NAME) return place;
    return this.#kindAt(place) === END ? -1 : ((place >>> PIECE_BITS) + 1) * PIECE;
  }

  /** The entry behind another one; −1 at the end. */
  behind(place: number): number {
    const number = this.#kindAt(place) === DIRECTORY ? NUMBER_SIZE : 0;
    return this.from(place + NAME + this.#lengthAt(place) + number);
  }

  nameAt(place: number): string {
    const start = place % PIECE + NAME;
    return decodeName(this.#piece(place).bytes, start, start + this.#lengthAt(place));
  }

  inodeAt(place: number): number {
    return this.#piece(place).view.getFloat64(place % PIECE + INODE);
  }

  /** Says an inode that is another one than the listing had: some filesystems make up the one or the other. */
  setInode(place: number, inode: number): void {
    this.#piece(place).view.setFloat64(place % PIECE + INODE, inode);
  }

  /** A directory's number; −1 of anything else. */
  numberAt(place: number): number {
    if (this.#kindAt(place) !== DIRECTORY) return -1;
    return this.#piece(place).view.getInt32(place % PIECE + NAME + this.#lengthAt(place));
  }

  /** Writes a slash and the name behind a path; returns where that ends, or −1 when that is beyond `most`. */
  append(place: number, path: Uint8Array, end: number, most: number): number {
    const length = this.#lengthAt(place);
    if (end + 1 + length > most) return -1;
    const { bytes } = this.#piece(place);
    const start = place % PIECE + NAME;
    path[end] = SLASH;
    for (let i = 0; i < length; i++) path[end + 1 + i] = bytes[start + i]!;
    return end + 1 + length;
  }

  #piece(place: number): Piece {
    return this.#pieces[place >>> PIECE_BITS]!;
  }

  #lengthAt(place: number): number {
    return this.#piece(place).view.getUint16(place % PIECE + LENGTH);
  }

  #kindAt(place: number): number {
    return this.#piece(place).view.getUint8(place % PIECE + KIND);
  }
}

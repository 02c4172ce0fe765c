/**
 * A struct is a table of fields. Each field knows its offset and size, so that tests hold the table against the
 * system's headers, and reads itself from a `DataView`: `STATX.stx_mode.get(view, at)`.
 */
abstract class Field {
  /** `offset` in bytes from the start of the struct, `size` in bytes. */
  constructor(readonly offset: number, readonly size: number) {}
}

class U8 extends Field {
  get(view: DataView, at: number): number {
    return view.getUint8(at + this.offset);
  }
}

class U16 extends Field {
  get(view: DataView, at: number): number {
    return view.getUint16(at + this.offset, true);
  }
  set(view: DataView, at: number, value: number): void {
    view.setUint16(at + this.offset, value, true);
  }
}

class I16 extends Field {
  get(view: DataView, at: number): number {
    return view.getInt16(at + this.offset, true);
  }
  set(view: DataView, at: number, value: number): void {
    view.setInt16(at + this.offset, value, true);
  }
}

class U32 extends Field {
  get(view: DataView, at: number): number {
    return view.getUint32(at + this.offset, true);
  }
  set(view: DataView, at: number, value: number): void {
    view.setUint32(at + this.offset, value, true);
  }
}

class I32 extends Field {
  get(view: DataView, at: number): number {
    return view.getInt32(at + this.offset, true);
  }
  set(view: DataView, at: number, value: number): void {
    view.setInt32(at + this.offset, value, true);
  }
}

class U64 extends Field {
  get(view: DataView, at: number): bigint {
    return view.getBigUint64(at + this.offset, true);
  }
  /** The low 32 bits. */
  low(view: DataView, at: number): number {
    return view.getUint32(at + this.offset, true);
  }
  /** The high 32 bits. */
  high(view: DataView, at: number): number {
    return view.getUint32(at + this.offset + 4, true);
  }
  set(view: DataView, at: number, value: bigint): void {
    view.setBigUint64(at + this.offset, value, true);
  }
}

/** 64 bits read as a number: exact below 8 PiB (2^53). */
class U53 extends Field {
  get(view: DataView, at: number): number {
    return view.getUint32(at + this.offset, true) + view.getUint32(at + this.offset + 4, true) * 0x1_0000_0000;
  }
  set(view: DataView, at: number, value: number): void {
    view.setUint32(at + this.offset, value >>> 0, true);
    view.setUint32(at + this.offset + 4, Math.floor(value / 0x1_0000_0000), true);
  }
}

/** Signed 64 bits read as a number: exact within ±2^53. */
class I53 extends Field {
  get(view: DataView, at: number): number {
    return view.getUint32(at + this.offset, true) + view.getInt32(at + this.offset + 4, true) * 0x1_0000_0000;
  }
  set(view: DataView, at: number, value: number): void {
    view.setUint32(at + this.offset, value >>> 0, true);
    view.setInt32(at + this.offset + 4, Math.floor(value / 0x1_0000_0000), true);
  }
}

/** `struct timespec` or `struct statx_timestamp`: 64 bits of seconds, then nanoseconds. */
class Timespec extends Field {
  seconds(view: DataView, at: number): number {
    return view.getUint32(at + this.offset, true) + view.getInt32(at + this.offset + 4, true) * 0x1_0000_0000;
  }
  nanoseconds(view: DataView, at: number): number {
    return view.getUint32(at + this.offset + 8, true);
  }
  set(view: DataView, at: number, seconds: bigint, nanoseconds: number): void {
    view.setBigInt64(at + this.offset, seconds, true);
    view.setBigInt64(at + this.offset + 8, BigInt(nanoseconds), true);
  }
}

/** Bytes that something else decodes, or that must be zero. */
class Opaque extends Field {}

/** `__u8`, `char` */
export const u8 = (offset: number): U8 => new U8(offset, 1);
/** `__u16` */
export const u16 = (offset: number): U16 => new U16(offset, 2);
/** `int16_t` */
export const i16 = (offset: number): I16 => new I16(offset, 2);
/** `__u32`, `unsigned` */
export const u32 = (offset: number): U32 => new U32(offset, 4);
/** `int` */
export const i32 = (offset: number): I32 => new I32(offset, 4);
/** `__u64` as a bigint, or as two halves. */
export const u64 = (offset: number): U64 => new U64(offset, 8);
/** `__u64` as a number, exact below 2^53. */
export const u53 = (offset: number): U53 => new U53(offset, 8);
/** `long`, `off_t` as a number, exact within ±2^53. */
export const i53 = (offset: number): I53 => new I53(offset, 8);
/** `struct timespec` */
export const timespec = (offset: number): Timespec => new Timespec(offset, 16);
/** `size` bytes without an interpretation. */
export const opaque = (offset: number, size: number): Opaque => new Opaque(offset, size);

/** A struct's size in bytes and its fields. */
export type Struct<F> = F & { readonly size: number };

/** A struct of `size` bytes. */
export function struct<F extends { readonly [name: string]: Field }>(size: number, fields: F): Struct<F> {
  return Object.freeze({ ...fields, size });
}

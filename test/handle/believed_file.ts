/** A file as a test believes it to be: bytes and a position. */

/** Bytes that a file may grow to. */
export const LARGEST = 96 << 10;

/** What is believed of a file. */
export class Model {
  bytes: Uint8Array = new Uint8Array(0);
  position = 0;
  appends = false;

  resize(size: number): void {
    const bytes = new Uint8Array(size);
    bytes.set(this.bytes.subarray(0, size));
    this.bytes = bytes;
  }

  put(data: Uint8Array, at: number): void {
    if (data.length > 0 && at + data.length > this.bytes.length) this.resize(at + data.length);
    this.bytes.set(data, at);
  }

  /** Writes at the position, or at the end. */
  write(data: Uint8Array): void {
    if (data.length === 0) return;
    if (this.appends) this.position = this.bytes.length;
    this.put(data, this.position);
    this.position += data.length;
  }

  slice(at: number, length: number): Uint8Array {
    return this.bytes.slice(at, at + length);
  }
}

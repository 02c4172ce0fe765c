/** Operations on a real handle and on a model of it at once. */
import { assertEquals } from "@std/assert";
import type { FileHandle } from "../../mod.ts";
import { LARGEST, type Model } from "./believed_file.ts";

/** One operation: a name and numbers, so that a failing log can be printed and shortened. */
export interface Operation {
  readonly name: keyof typeof OPERATIONS;
  /** Where, in bytes. */
  readonly at: number;
  /** How much, in bytes. */
  readonly length: number;
  /** What is written, and anything else that is chosen. */
  readonly fill: number;
}

type Perform = (file: FileHandle, model: Model, operation: Operation, other: FileHandle) => Promise<void>;

function data({ length, fill }: Operation): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => fill + i);
}

function pieces(bytes: Uint8Array<ArrayBuffer>, fill: number): Uint8Array<ArrayBuffer>[] {
  const first = fill % (bytes.length + 1);
  return [bytes.subarray(0, first), new Uint8Array(0), bytes.subarray(first)];
}

/** What a read of `count` bytes (`null`: the end) into `buffer` must have brought. */
function checkRead(model: Model, buffer: Uint8Array, count: number | null, at: number): void {
  const there = model.slice(at, buffer.length);
  assertEquals(count === null, there.length === 0);
  assertEquals(buffer.subarray(0, count ?? 0), there.subarray(0, count ?? 0));
}

/** The whole handle, operation by operation. */
export const OPERATIONS = {
  async write(file, model, operation) {
    await file.writeAll(data(operation));
    model.write(data(operation));
  },
  async writeAt(file, model, operation) {
    if (model.appends || operation.length === 0) return;
    assertEquals(await file.writeAt(data(operation), operation.at), operation.length);
    model.put(data(operation), operation.at);
  },
  async writev(file, model, operation) {
    assertEquals(await file.writev(pieces(data(operation), operation.fill)), operation.length);
    model.write(data(operation));
  },
  async writevAt(file, model, operation) {
    if (model.appends || operation.length === 0) return;
    assertEquals(await file.writevAt(pieces(data(operation), operation.fill), operation.at), operation.length);
    model.put(data(operation), operation.at);
  },
  async read(file, model, { length }) {
    const buffer = new Uint8Array(length + 1);
    const count = await file.read(buffer);
    checkRead(model, buffer, count, model.position);
    model.position += count ?? 0;
  },
  async readAt(file, model, { at, length }) {
    const buffer = new Uint8Array(length + 1);
    checkRead(model, buffer, await file.readAt(buffer, at), at);
  },
  async readv(file, model, { length, fill }) {
    const buffer = new Uint8Array(length + 1);
    const count = await file.readv(pieces(buffer, fill));
    checkRead(model, buffer, count, model.position);
    model.position += count ?? 0;
  },
  async readvAt(file, model, { at, length, fill }) {
    const buffer = new Uint8Array(length + 1);
    checkRead(model, buffer, await file.readvAt(pieces(buffer, fill), at), at);
  },
  async readBytes(file, model, { length }) {
    const expected = model.slice(model.position, length);
    assertEquals(await file.readBytes(length), expected);
    model.position += expected.length;
  },
  async readAll(file, model) {
    const expected = model.slice(model.position, LARGEST * 2);
    assertEquals(await file.readAll(), expected);
    model.position = Math.max(model.position, model.bytes.length);
  },
  async readExactly(file, model, { length }) {
    const buffer = new Uint8Array(length);
    const expected = model.slice(model.position, length);
    const error = await file.readExactly(buffer).then(() => undefined, (error) => error);
    assertEquals(error instanceof Deno.errors.UnexpectedEof, expected.length < length);
    assertEquals(buffer.subarray(0, expected.length), expected);
    model.position += expected.length;
  },
  async seek(file, model, { at, fill }) {
    const whence = fill % 3;
    const from = [0, model.position, model.bytes.length][whence]!;
    const target = whence === 0 ? at : from - (at % (from + 1));
    assertEquals(await file.seek(target - from, whence), target);
    model.position = target;
  },
  async truncate(file, model, { at }) {
    await file.truncate(at);
    model.resize(at);
  },
  async allocate(file, model, { at, length, fill }) {
    const mode = (["allocate", "keepSize", "zero"] as const)[fill % 3]!;
    const refusal = await file.allocate(at, length + 1, mode).then(() => undefined, (error) => error);
    if (mode === "zero" && refusal instanceof Deno.errors.NotSupported) return; // tmpfs cannot
    if (refusal !== undefined) throw refusal;
    if (mode !== "keepSize" && at + length + 1 > model.bytes.length) model.resize(at + length + 1);
    if (mode === "zero") model.bytes.fill(0, at, at + length + 1);
  },
  async punchHole(file, model, { at, length }) {
    await file.punchHole(at, length + 1);
    model.bytes.fill(0, at, at + length + 1);
  },
  async advise(file, _, { at, length, fill }) {
    const advice = ["normal", "sequential", "random", "noReuse", "willNeed", "dontNeed"] as const;
    await file.advise(at, length, advice[fill % 6]!);
  },
  async copyTo(file, model, { at, length }, other) {
    await other.truncate(0);
    await other.seekStart();
    const expected = model.slice(at, length);
    assertEquals(await file.copyTo(other, { offset: at, length }), expected.length);
    await other.seekStart();
    assertEquals(await other.readAll(), expected);
  },
  async together(file, model, { at, length, fill }) {
    const buffers = [0, 1, 2, 3].map((i) => ({
      buffer: new Uint8Array(length + 1),
      at: (at * (i + 1) + fill) % LARGEST,
    }));
    const counts = await Promise.all(buffers.map((one) => file.readAt(one.buffer, one.at)));
    buffers.forEach((one, i) => checkRead(model, one.buffer, counts[i]!, one.at));
  },
  async writeTogether(file, model, { at, length, fill }) {
    if (model.appends || length === 0) return;
    const parts = [3, 1, 0, 2].map((i) => ({ at: at + i * length, bytes: new Uint8Array(length).fill(fill + i) }));
    assertEquals(await Promise.all(parts.map((part) => file.writeAt(part.bytes, part.at))), Array(4).fill(length));
    for (const part of parts) model.put(part.bytes, part.at);
  },
  async queue(file, model, operation) {
    const { at, length } = operation;
    const [, , read, position] = await Promise.all([
      file.writeAll(data(operation)),
      file.seek(at, 0),
      file.readBytes(length),
      file.position(),
      file.writev([data(operation)]),
    ]);
    model.write(data(operation));
    assertEquals(read, model.slice(at, length));
    assertEquals(position, at + read.length);
    model.position = position;
    model.write(data(operation));
  },
  async copyIn(file, model, operation, other) {
    await other.truncate(0);
    await other.writeAt(data(operation), 0);
    assertEquals(await other.copyTo(file, { offset: 0 }), operation.length);
    model.write(data(operation));
  },
  async copyWithin(file, model, { at, length }) {
    const expected = model.slice(at, length);
    const target = model.appends ? model.bytes.length : model.position;
    if (target < at + length && at < target + length) return; // ranges that overlap
    assertEquals(await file.copyTo(file, { offset: at, length }), expected.length);
    model.write(expected);
  },
  async facts(file, model) {
    assertEquals(await file.size(), model.bytes.length);
    assertEquals(await file.position(), model.position);
    assertEquals(await file.eof(), model.position >= model.bytes.length);
  },
  async reopen() {}, // the runner does it
} as const satisfies Record<string, Perform>;

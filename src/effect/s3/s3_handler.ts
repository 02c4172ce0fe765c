import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../../call/call_options.ts";
import { Failure } from "../failure.ts";
import type { FileStat, ListEntry } from "../file_stat.ts";
import type { Capabilities, Handler, OpenFile, OpenFileOptions } from "../handler.ts";
import type { OpenHow } from "../open_how.ts";
import { RangeReader, type ReadAheadOptions } from "../http/range_reader.ts";
import { RemoteReadFile } from "../http/read_file.ts";
import { buckets, isPrefix, namesIn } from "./listing.ts";
import { copyWithin, renameWithin } from "./moving.ts";
import { openObject } from "./object_source.ts";
import { insideOf, Places } from "./place.ts";
import { removeAll, removeObject } from "./removal.ts";
import { clientOf, isClient, type S3HandlerOptions, type S3Settings, settingsOf } from "./s3_options.ts";
import { type Found, lookUp, statOf } from "./look_up.ts";
import type { S3Place } from "./s3_requests.ts";
import { ObjectUpload, type UploadCondition } from "./upload.ts";
import { UploadFile } from "./upload_file.ts";

/**
 * Objects as files, by the AWS SDK: it signs, finds credentials, and repeats what may pass.
 *
 * A key's slashes are directories, which are there as long as something is in them. Reading asks for ranges, ahead of who
 * reads on; when the object changes in between, it is `ESTALE`, never a mixture. Writing uploads as it comes, in parts;
 * the object appears when the file is closed, and an upload that is not completed is removed with its parts. Renaming
 * copies and then removes: see `capabilities().atomicRename`. Keys with empty names (`a//b`, `/a`), `.` and `..` cannot
 * be named.
 *
 * What the SDK asks for: `--allow-net`, `--allow-env`, `--allow-sys`, `--allow-read` of its shared files.
 *
 * @example
 * ```ts
 * import { type FileSystemProgram, FsOpen, FsReadAll, run } from "@reseau/files/effect";
 * import { S3Handler } from "@reseau/files/effect/s3";
 *
 * function* content(path: string): FileSystemProgram<string> {
 *   return yield* FsReadAll({ handle: yield* FsOpen({ path }) });
 * }
 * export async function report(year: number): Promise<string> {
 *   using storage = new S3Handler({ bucket: "reports", client: { region: "eu-central-1" } });
 *   return await run(content(`${year}/report.csv`), storage);
 * }
 * ```
 */
export class S3Handler implements Handler, Disposable {
  readonly #client: S3Client;
  readonly #owned: boolean;
  readonly #places: Places;
  readonly #settings: S3Settings;
  readonly #ahead: ReadAheadOptions;

  /** Makes no request. */
  constructor(options: S3HandlerOptions = {}) {
    const { client, bucket, prefix = "", chunkSize, readAhead } = options;
    if (bucket === undefined && prefix !== "") throw new TypeError("S3Handler: a prefix needs a bucket");
    this.#settings = settingsOf(options);
    this.#ahead = { chunkSize, readAhead };
    this.#places = new Places(bucket, prefix);
    this.#client = clientOf(client);
    this.#owned = !isClient(client);
  }

  /** It neither appends nor overwrites parts, and renames in two steps. */
  capabilities(): Capabilities {
    return {
      write: true,
      seek: true,
      append: false,
      partialWrite: false,
      exclusive: this.#settings.conditions,
      conditionalWrite: this.#settings.conditions,
      list: true,
      rename: true,
      atomicRename: false,
      directories: false,
      commitsAtClose: true,
    };
  }

  /** Opens an object; what is written replaces it when the file is closed. */
  async open(path: string, how: OpenHow, { signal, ifMatch }: OpenFileOptions): Promise<OpenFile> {
    const place = this.#places.of(path);
    if (place.key === "") throw new Failure("EISDIR");
    return how.write ? await this.#write(place, how, ifMatch, signal) : await this.#read(place, signal);
  }

  /** An object, or a directory when keys begin with it. */
  async stat(path: string, { signal }: CallOptions): Promise<FileStat> {
    const place = this.#places.of(path);
    if (place.bucket === "") return statOf(path, undefined);
    const found = await lookUp(this.#client, place, signal);
    if (found === undefined) throw new Failure("ENOENT");
    return statOf(path, found.object);
  }

  /** What keys begin with, up to the next slash; of all buckets their names. */
  async list(path: string, { signal }: CallOptions): Promise<ListEntry[]> {
    const { bucket, key } = this.#places.of(path);
    if (bucket === "") return await buckets(this.#client, signal);
    const entries = await namesIn(this.#client, bucket, insideOf(key), signal);
    if (entries.length > 0 || key === "") return entries;
    const { object } = await this.#found({ bucket, key }, signal);
    if (object !== undefined) throw new Failure("ENOTDIR");
    return entries; // a console's folder
  }

  /** Removes an object, or with `recursive` all whose keys begin so. */
  async remove(path: string, recursive: boolean, { signal }: CallOptions): Promise<void> {
    const place = this.#places.of(path);
    if (place.key === "" && !recursive) throw new Failure("ENOTEMPTY");
    if (place.bucket === "") throw new Failure("EACCES", { detail: "buckets are not removed" });
    const found = await this.#found(place, signal);
    if (found.object !== undefined) return await removeObject(this.#client, place, undefined, signal);
    const inside = insideOf(place.key);
    if (!recursive && (await namesIn(this.#client, place.bucket, inside, signal)).length > 0) {
      throw new Failure("ENOTEMPTY");
    }
    await removeAll(this.#client, place.bucket, inside, signal);
  }

  /** Copies, and then removes: if that fails, both are there. Of a directory all is copied before the first is removed. */
  async rename(from: string, to: string, { signal }: CallOptions): Promise<void> {
    await renameWithin(this.#client, this.#places.of(from), this.#places.of(to), this.#settings, signal);
  }

  /** Does nothing: there are no directories without something in them. */
  async mkdir(path: string, recursive: boolean, { signal }: CallOptions): Promise<void> {
    const place = this.#places.of(path);
    const found = await lookUp(this.#client, place, signal);
    if (found?.object !== undefined || (found !== undefined && !recursive)) throw new Failure("EEXIST");
  }

  /** Copies at the server. */
  async copy(from: string, to: string, { signal }: CallOptions): Promise<void> {
    await copyWithin(this.#client, this.#places.of(from), this.#places.of(to), this.#settings, signal);
  }

  /** The path of `s3://bucket/key`. */
  pathOf(url: string): string {
    return this.#places.pathOf(url);
  }

  /** Closes connections that wait for another request; a client that was given stays as it is. */
  [Symbol.dispose](): void {
    if (this.#owned) this.#client.destroy();
  }

  async #read(place: S3Place, signal: AbortSignal | undefined): Promise<OpenFile> {
    const lasting = new AbortController();
    const aborted = () => lasting.abort(signal?.reason);
    signal?.addEventListener("abort", aborted);
    try {
      signal?.throwIfAborted();
      const { source, first } = await openObject(this.#client, place, lasting.signal);
      return new RemoteReadFile(source, new RangeReader(source, this.#ahead, first), lasting);
    } catch (error) {
      if (error instanceof Failure && error.code === "ENOENT" && await isPrefix(this.#client, place, signal)) {
        throw new Failure("EISDIR");
      }
      throw error;
    } finally {
      signal?.removeEventListener("abort", aborted);
    }
  }

  async #write(
    place: S3Place,
    { exclusive }: OpenHow,
    ifMatch: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<OpenFile> {
    if (await isPrefix(this.#client, place, signal)) throw new Failure("EISDIR");
    if (exclusive || ifMatch !== undefined) {
      // What is known now need not wait until everything is uploaded.
      const found = await lookUp(this.#client, place, signal);
      if (exclusive && found !== undefined) throw new Failure("EEXIST");
      if (ifMatch !== undefined && found?.object?.ETag !== ifMatch) throw new Failure("ESTALE");
    }
    const condition: UploadCondition = exclusive ? { IfNoneMatch: "*" } : { IfMatch: ifMatch };
    return new UploadFile(
      () => new ObjectUpload(this.#client, place, condition, this.#settings),
      this.#settings.partSize,
    );
  }

  async #found(place: S3Place, signal: AbortSignal | undefined): Promise<Found> {
    const found = await lookUp(this.#client, place, signal);
    if (found === undefined) throw new Failure("ENOENT");
    return found;
  }
}

/** Paths as buckets and keys. */
import { Failure } from "../failure.ts";
import { nameOf } from "../name_of.ts";
import type { S3Place } from "./s3_requests.ts";

/** Turns paths into places, and back. */
export class Places {
  readonly #bucket: string | undefined;
  readonly #prefix: string;

  /** In one bucket below a prefix; or in any bucket, which is then a path's first name. */
  constructor(bucket: string | undefined, prefix: string) {
    this.#bucket = bucket;
    this.#prefix = nameOf(prefix);
  }

  /**
   * The place of a path.
   *
   * @throws {Failure} `EXDEV`: it leads out of the bucket or the prefix.
   */
  of(path: string): S3Place {
    const name = nameOf(path);
    if (this.#bucket !== undefined) return { bucket: this.#bucket, key: joined(this.#prefix, name) };
    const [bucket = "", ...rest] = name.split("/");
    return { bucket, key: rest.join("/") };
  }

  /**
   * The path of `s3://bucket/key`.
   *
   * @throws {Failure} `EXDEV`: it is in another bucket.
   */
  pathOf(url: string): string {
    const path = url.replace(/^[a-z0-9+.-]+:\/\//i, "");
    if (this.#bucket === undefined) return path;
    const [bucket, ...rest] = path.split("/");
    if (bucket !== this.#bucket) throw new Failure("EXDEV", { detail: `it is not in the bucket ${this.#bucket}` });
    return rest.join("/");
  }
}

/** What the keys of all that is in a directory begin with. */
export function insideOf(key: string): string {
  return key === "" ? "" : `${key}/`;
}

function joined(prefix: string, name: string): string {
  return prefix === "" || name === "" ? prefix + name : `${prefix}/${name}`;
}

/** A place as the source of a copy. */
export function copySource({ bucket, key }: S3Place): string {
  return [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
}

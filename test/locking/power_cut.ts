/**
 * Power cuts: a filesystem on a disk that keeps a log (`logging_disk.ts`), and the disks that a cut may leave behind. A
 * disk has a cache of its own: what was written before a flush that it has answered is there, and of what was written
 * since, any part, in any order, down to single sectors.
 */
import { assert } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { isCharDevSync, setxattr } from "../../mod.ts";
import { SLOW } from "../call/scale.ts";
import { command, MOUNTS } from "../handle/places.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { RECORD, RECORD_HEAD } from "./logging_disk.ts";

/** Whether a disk can be made of a file that a test serves. */
export const DISKS: boolean = MOUNTS && !SLOW &&
  ["/dev/fuse", "/dev/loop-control"].every((device) => isCharDevSync(device));

const SERVER = fromFileUrl(new URL("logging_disk.ts", import.meta.url));

/** A kind of filesystem: the command that makes one in a small file, and how it is mounted. */
export interface Kind {
  readonly make: readonly [string, ...string[]];
  readonly options: string;
  /** Bytes, as few as it can do with. */
  readonly size: number;
  /** What its disk writes whole, or not at all. Bytes. */
  readonly sector: number;
}

/** Those whose journals differ. */
export const JOURNALS = {
  /**
   * Without `auto_da_alloc`, with which it guesses that a file that is renamed over another is to be written first: what
   * the tests are to show must not be its doing (ext4(5)).
   */
  ext4: { make: ["mkfs.ext4", "-q", "-F", "-b", "4096"], options: "noauto_da_alloc", size: 8 << 20, sector: 512 },
  /** So small that mkfs.xfs(8) wants to be asked twice. */
  xfs: { make: ["mkfs.xfs", "-q", "-f", "--unsupported"], options: "noatime", size: 16 << 20, sector: 512 },
  /** Data and metadata in the same places, for want of room: mkfs.btrfs(8). Of its superblock there is one then, 4 KiB. */
  btrfs: {
    make: ["mkfs.btrfs", "-q", "--mixed", "-d", "single", "-m", "single"],
    options: "noatime",
    size: 16 << 20,
    sector: 4096,
  },
} as const satisfies Record<string, Kind>;

/** What has reached the disk: data at a place, `undefined` for a flush. */
export interface Written {
  readonly at: number;
  readonly data: Uint8Array | undefined;
}

/** A filesystem whose disk keeps a log, until it is disposed. */
export class LoggedFilesystem implements AsyncDisposable {
  /** The disk as it was made. */
  readonly image: Uint8Array;
  readonly #dir: TemporaryDirectory;
  readonly #running: AsyncDisposableStack;

  private constructor(
    readonly kind: Kind,
    image: Uint8Array,
    dir: TemporaryDirectory,
    running: AsyncDisposableStack,
  ) {
    this.image = image;
    this.#dir = dir;
    this.#running = running;
  }

  /** Makes one and mounts it. */
  static async make(kind: Kind = JOURNALS.ext4): Promise<LoggedFilesystem> {
    await using all = new AsyncDisposableStack();
    const dir = all.use(await temporaryDirectory("/dev/shm"));
    const running = all.use(new AsyncDisposableStack());
    await Deno.writeFile(dir.join("disk"), new Uint8Array());
    await Deno.writeFile(dir.join("image"), new Uint8Array(kind.size));
    await Deno.mkdir(dir.join("mounted"));
    const [program, ...settings] = kind.make;
    await command(program, ...settings, dir.join("image"));
    const args = ["run", "-A", "--quiet", "--no-check", SERVER, dir.join("disk"), dir.join("image"), dir.join("log")];
    const server = new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
    running.defer(() => server.status.then(() => {}));
    const reader = server.stdout.getReader();
    assert((await reader.read()).value !== undefined, "the server has not begun");
    await reader.cancel();
    // Lazily: a loop device lets go of its file in its own time.
    running.defer(() => command("umount", "--lazy", dir.join("disk")).then(() => {}));
    const device = await command("losetup", "--sector-size", `${kind.sector}`, "--find", "--show", dir.join("disk"));
    running.defer(() => command("losetup", "--detach", device).then(() => {}));
    await command("mount", "-o", kind.options, device, dir.join("mounted"));
    running.defer(() => unmounted(dir.join("mounted")));
    const image = await Deno.readFile(dir.join("image"));
    all.move();
    return new LoggedFilesystem(kind, image, dir, running);
  }

  /** The disk, a file of a filesystem without locks. */
  get disk(): string {
    return this.#dir.join("disk");
  }

  /** A path in it. */
  join(name: string): string {
    return this.#dir.join("mounted", name);
  }

  /** Has the log say that we are here: everything that has been waited for stands before that. */
  async mark(text: string): Promise<void> {
    await setxattr(this.disk, "user.mark", new TextEncoder().encode(text));
  }

  /** Has every write to the disk fail that has this text in it; none when it is empty. */
  async break(text: string): Promise<void> {
    await setxattr(this.disk, "user.broken", new TextEncoder().encode(text));
  }

  /** Ends it, and returns what reached the disk before each mark since the one before; what came first has the name "". */
  async cutInto(): Promise<Map<string, Written[]>> {
    await this.#running.disposeAsync();
    const bytes = await Deno.readFile(this.#dir.join("log"));
    const view = new DataView(bytes.buffer);
    const parts = new Map<string, Written[]>();
    let written: Written[] = [];
    for (let at = 0; at < bytes.length;) {
      const [kind, length] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
      const offset = Number(view.getBigUint64(at + 8, true));
      const data = bytes.subarray(at + RECORD_HEAD, at + RECORD_HEAD + length);
      if (kind === RECORD.mark) parts.set(new TextDecoder().decode(data), written), written = [];
      else written.push({ at: offset, data: kind === RECORD.flush ? undefined : data });
      at += RECORD_HEAD + length;
    }
    return parts;
  }

  /** What `look` finds on a disk when it is mounted again: the system repairs it by its journal. */
  async after<T>(disk: Uint8Array, look: (dir: string) => T): Promise<T> {
    const [file, at] = [this.#dir.join("cut"), this.#dir.join("mounted")];
    {
      // Not truncated: to let go of its pages and take others costs more than all else here.
      using cut = Deno.openSync(file, { write: true, create: true });
      for (let at = 0; at < disk.length;) at += cut.writeSync(disk.subarray(at));
    }
    await command("mount", "-o", `loop,${this.kind.options}`, file, at);
    try {
      return look(at);
    } finally {
      await unmounted(at);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running.disposeAsync();
    await this.#dir[Symbol.asyncDispose]();
  }
}

/** Unmounts it when nobody uses it any more; after half a minute for whoever comes next alone, and that is an error. */
async function unmounted(at: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      return void await command("umount", at);
    } catch (error) {
      if (performance.now() < deadline) continue;
      await command("umount", "--lazy", at);
      throw error;
    }
  }
}

/** Writes to a disk what has reached it. */
function apply(disk: Uint8Array, { at, data }: Written): void {
  if (data !== undefined) disk.set(data, at);
}

/**
 * Disks that a power cut may leave behind while these are written, to a disk that has the flushed ones before them: for
 * each of their moments the one that has lost all since the last flush, the one that has lost nothing, and one that has
 * lost a random part.
 *
 * @param cached What was written before and not flushed yet; it is brought up to date.
 * @param sector What is written whole, or not at all. Bytes.
 */
export function* disksLeft(
  disk: Uint8Array,
  cached: Written[],
  writes: readonly Written[],
  random: () => number,
  sector: number,
): Generator<Uint8Array> {
  for (const write of writes) {
    if (write.data === undefined) {
      for (const one of cached.splice(0)) apply(disk, one);
      yield disk;
      continue;
    }
    cached.push(write);
    const all = disk.slice();
    for (const one of cached) apply(all, one);
    yield all;
    const some = disk.slice();
    for (const { at, data } of cached) {
      const share = random();
      for (let i = 0; i < data!.length; i += sector) {
        if (random() < share) some.set(data!.subarray(i, i + sector), at + i);
      }
    }
    yield some;
  }
}

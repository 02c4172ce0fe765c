/**
 * The directories that one watcher has open.
 *
 * Two ways of watching a tree: one request for all of it, or one for each directory. An open directory keeps those above
 * it from being renamed (`FILE_RENAME_INFORMATION`, `ntifs.h`), so that the second would refuse the user every rename of a
 * directory with subdirectories; it takes a handle and two buffers each; and what happens in two directories comes in no
 * order. The first needs `ReadDirectoryChangesExW`, since a path says nothing of a directory that has been renamed
 * meanwhile, while an id does. So: one request for a tree where changes come with ids, else one for each directory.
 */
import { FILE_ATTRIBUTE_TAG_INFO as TAG, FILE_ID_INFO as ID } from "../../../ffi/windows/structs.ts";
import { attach } from "../../call/completion_port.ts";
import { errorName, errorNumber } from "../../call/errno.ts";
import { Chain, FIRST, type Program } from "../../call/program.ts";
import { c, kernel32 } from "./kernel32.ts";
import { askAttributes, createFile, isLink } from "./open.ts";
import { isGone } from "./watch_identity.ts";
import { closeNow, Place } from "./watch_place.ts";
import { widePath } from "./wide_path.ts";

/** Bytes for changes that come between two looks; 64 KiB is the most that other computers take. */
export const ROOM = { tree: 64 << 10, directory: 16 << 10, names: 4 << 10 };

const NAMES = c.FILE_NOTIFY_CHANGE_FILE_NAME | c.FILE_NOTIFY_CHANGE_DIR_NAME;
const ALL = NAMES | c.FILE_NOTIFY_CHANGE_ATTRIBUTES | c.FILE_NOTIFY_CHANGE_SIZE | c.FILE_NOTIFY_CHANGE_LAST_WRITE;
const ACCESS = c.FILE_LIST_DIRECTORY | c.FILE_READ_ATTRIBUTES;
const HOW = c.FILE_FLAG_BACKUP_SEMANTICS | c.FILE_FLAG_OVERLAPPED;
const [ENOTDIR, ELOOP, ENOENT, EIO] = ["ENOTDIR", "ELOOP", "ENOENT", "EIO"].map((name) => -errorNumber(name)) as [
  number,
  number,
  number,
  number,
];
/** How systems and filesystems say that they do not tell ids: the last one is a function that is not there. */
const WITHOUT_IDS = new Set(["EOPNOTSUPP", "EINVAL", "ENOSYS"]);

/** Whether this system has the call that tells ids. */
let withIds = true;

/** What is to be told: names that come and go, all that happens in a directory, or also below it. */
export type Reach = keyof typeof ROOM;

/** A directory that was opened. */
interface Found {
  readonly volume: number;
  /** Volume and id of 128 bits. */
  readonly file: string;
  /** The id, if it has no more than 64 bits; else 0. */
  readonly id: bigint;
}

/** The watched directories of one watcher. */
export class Places {
  readonly all = new Set<Place>();
  readonly #byIdentity = new Map<string, Place>();
  /** Tests make it small. */
  readonly #room = { ...ROOM };
  #closed = false;

  /** `wake` is called when something has happened in one of them. */
  constructor(readonly wake: () => void) {}

  /** Watches a directory, unless it is; or minus the error number. */
  *at(path: string, follow: boolean, reach: Reach): Program<Place | number> {
    const itself = follow ? 0 : c.FILE_FLAG_OPEN_REPARSE_POINT;
    const tag = askAttributes(FIRST);
    const id = kernel32.GetFileInformationByHandleEx(FIRST, c.FileIdInfo, ID, ID.size);
    const chain = new Chain(createFile(widePath(path), ACCESS, c.OPEN_EXISTING, HOW | itself), [tag, id]);
    const handle = yield chain;
    if (handle < 0) return handle;
    const attributes = TAG.FileAttributes.get(tag.view, tag.at);
    const link = !follow && isLink(attributes, TAG.ReparseTag.get(tag.view, tag.at));
    const asked = Math.min(chain.results[1]!, chain.results[2]!);
    const directory = (attributes & c.FILE_ATTRIBUTE_DIRECTORY) !== 0;
    const failure = this.#closed ? ENOENT : asked < 0 ? asked : link ? ELOOP : directory ? 0 : ENOTDIR;
    if (failure < 0) {
      closeNow(handle);
      return failure;
    }
    const volume = ID.VolumeSerialNumber.low(id.view, id.at);
    const low = id.view.getBigUint64(id.at + ID.FileId.offset, true);
    const high = id.view.getBigUint64(id.at + ID.FileId.offset + 8, true);
    return this.#watched(handle, { volume, file: `${volume}:${high}:${low}`, id: high === 0n ? low : 0n }, reach);
  }

  #watched(handle: number, { volume, file, id }: Found, reach: Reach): Place | number {
    const plain = reach === "tree" ? "directory" : reach;
    let attached = false;
    for (const scope of reach === "tree" && withIds && id !== 0n ? ["tree", plain] as const : [plain] as const) {
      const name = `${scope}:${file}`;
      const known = this.#byIdentity.get(name);
      if (known !== undefined && !isGone(known.handle)) {
        closeNow(handle);
        return known;
      }
      attached ||= attach(handle, false);
      const filter = scope === "names" ? NAMES : ALL;
      const scoped = { tree: scope === "tree", filter, bytes: this.#room[scope] };
      const place = new Place(handle, name, volume, file, id, scoped, this.wake);
      const result = attached ? place.request.begin() : EIO;
      if (result >= 0) {
        this.all.add(place);
        this.#byIdentity.set(name, place);
        return place;
      }
      if (scope !== "tree" || !WITHOUT_IDS.has(errorName(result))) {
        closeNow(handle);
        return result;
      }
      withIds = errorName(result) !== "ENOSYS";
    }
    return EIO;
  }

  /** Watches a directory no more in which nothing is told to anybody. */
  release(place: Place): void {
    if (place.used) return;
    this.drop(place);
  }

  /** Watches it no more. */
  drop(place: Place): void {
    if (!this.all.delete(place)) return;
    if (this.#byIdentity.get(place.identity) === place) this.#byIdentity.delete(place.identity);
    place.close();
  }

  /** Ends all. */
  close(): void {
    this.#closed = true;
    for (const place of [...this.all]) this.drop(place);
  }
}

/** What the files of a directory contain, where that is compared. */
import { all, type Program, valueOf } from "../call/program.ts";
import type { RawEntry } from "../os/listing_contract.ts";
import { contentHash } from "./content_hash.ts";
import type { Folder } from "./folder.ts";
import type { Surveyor } from "./surveyor.ts";

/** By the upper four bits of `st_mode`. */
const FILE = 8;
/** Files read at once, of one directory. */
const LANES = 8;

/** Contents as numbers, by name. */
export type Contents = ReadonlyMap<string, number>;

/** Without. */
export const NO_CONTENTS: Contents = new Map();

/** Reads the files of a directory that are not too long. */
export function* contentsOf(
  folder: Folder,
  entries: readonly RawEntry[],
  { compared, model }: Surveyor,
): Program<Contents> {
  if (compared === 0) return NO_CONTENTS;
  const contents = new Map<string, number>();
  const files = entries.filter(({ name, type, stat }) =>
    type === FILE && typeof stat === "object" && stat.size <= compared &&
    (folder.children?.has(name) || !model.ignored(folder, name, false))
  ).values();
  const read = function* (): Program<void> {
    for (const { name } of files) contents.set(name, yield* contentHash(`${folder.absolute}/${name}`, false, compared));
  };
  for (const outcome of yield* all(Array.from({ length: LANES }, read))) valueOf(outcome);
  return contents;
}

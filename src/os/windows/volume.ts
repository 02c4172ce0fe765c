/** A volume as a whole. */
import { Chain, FIRST, type Program } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import { finalOf, rootOf } from "./filesystem.ts";
import { c, kernel32 } from "./kernel32.ts";
import { createFile } from "./open.ts";
import { usual } from "./usual.ts";

/** Flushing a volume's root flushes all of it (`NtFlushBuffersFileEx`, `ntifs.h`); not everyone may write there. */
export function* syncVolume({ fd }: Descriptor): Program<number> {
  const found = yield* finalOf(fd);
  if (typeof found === "number") return usual(found);
  const root = yield* rootOf(found[0]);
  if (typeof root === "number") return usual(root);
  const open = createFile(root, c.GENERIC_WRITE, c.OPEN_EXISTING, c.FILE_FLAG_BACKUP_SEMANTICS);
  const chain = new Chain(open.via("slow"), [kernel32.FlushFileBuffers(FIRST), kernel32.CloseHandle(FIRST)]);
  const opened = yield chain;
  return usual(opened < 0 ? opened : Math.min(0, chain.results[1]!));
}

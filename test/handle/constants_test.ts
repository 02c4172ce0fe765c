/** `O` and `S`. */
import { assertEquals } from "@std/assert";
import { constants } from "node:fs";
import { O, S } from "../../mod.ts";

const FLAGS = ["RDONLY", "WRONLY", "RDWR", "CREAT", "EXCL", "NOCTTY", "TRUNC", "APPEND", "DIRECTORY", "NOATIME"].concat(
  ["NOFOLLOW", "SYNC", "DSYNC", "DIRECT", "NONBLOCK"],
);
const BITS = ["IFMT", "IFREG", "IFDIR", "IFCHR", "IFBLK", "IFIFO", "IFLNK", "IFSOCK"].concat(
  ["IRWXU", "IRUSR", "IWUSR", "IXUSR", "IRWXG", "IRGRP", "IWGRP", "IXGRP", "IRWXO", "IROTH", "IWOTH", "IXOTH"],
);

Deno.test("O holds the platform's flags", () => {
  const expected = constants as unknown as Record<string, number>;
  for (const name of FLAGS) assertEquals(O[name as keyof typeof O], expected[`O_${name}`], name);
  assertEquals([O.ACCMODE, O.NDELAY, O.RSYNC, O.FSYNC], [3, O.NONBLOCK, O.SYNC, O.SYNC]);
});

Deno.test("a flag that the system lacks is 0", () => {
  assertEquals([O.TEMPORARY, O.SHORT_LIVED, O.SEQUENTIAL, O.RANDOM], [0, 0, 0, 0]);
});

Deno.test("S holds file types and permissions", () => {
  const expected = constants as unknown as Record<string, number>;
  for (const name of BITS) assertEquals(S[name as keyof typeof S], expected[`S_${name}`], name);
  assertEquals([S.ISUID, S.ISGID, S.ISVTX], [0o4000, 0o2000, 0o1000]);
});

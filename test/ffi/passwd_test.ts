/** `struct passwd`, which the extracts of the headers lack: as `<pwd.h>` declares it, laid out by C's rules. */
import { assertEquals } from "@std/assert";
import { PASSWD as DARWIN } from "../../ffi/darwin/passwd.ts";
import { PASSWD as LINUX } from "../../ffi/linux/passwd.ts";

/** glibc 2.36, pwd/pwd.h; musl 1.2.5, include/pwd.h. */
const LINUX_HEADER =
  `char *pw_name; char *pw_passwd; uid_t pw_uid; gid_t pw_gid; char *pw_gecos; char *pw_dir; char *pw_shell;`;
/** Libinfo-592, lookup.subproj; include/pwd.h of macOS 15.4. */
const DARWIN_HEADER = `char *pw_name; char *pw_passwd; uid_t pw_uid; gid_t pw_gid; time_t pw_change; char *pw_class;
  char *pw_gecos; char *pw_dir; char *pw_shell; time_t pw_expire;`;

/** Every type here is as aligned as it is large. */
function sizeOf(type: string): number {
  return type === "uid_t" || type === "gid_t" ? 4 : 8;
}

function layoutOf(header: string): Record<string, [number, number]> {
  const layout: Record<string, [number, number]> = {};
  let end = 0;
  for (const [, type, name] of header.matchAll(/(\w+) \*?(\w+);/g)) {
    const size = sizeOf(type!);
    const offset = Math.ceil(end / size) * size;
    layout[name!] = [offset, size];
    end = offset + size;
  }
  layout.size = [Math.ceil(end / 8) * 8, 0];
  return layout;
}

for (const [system, table, header] of [["Linux", LINUX, LINUX_HEADER], ["macOS", DARWIN, DARWIN_HEADER]] as const) {
  Deno.test(`struct passwd of ${system} is laid out as its header declares it`, () => {
    const { size, ...fields } = table;
    const ours = Object.entries(fields).map(([name, { offset, size }]) => [name, [offset, size]]);
    assertEquals({ ...Object.fromEntries(ours), size: [size, 0] }, layoutOf(header));
  });
}

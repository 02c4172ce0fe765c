import { struct, u32, u64 } from "../struct.ts";

/** `struct passwd`, `<pwd.h>`, alike in glibc and musl. Texts are addresses. */
export const PASSWD = struct(48, {
  pw_name: u64(0),
  pw_passwd: u64(8),
  pw_uid: u32(16),
  pw_gid: u32(20),
  pw_gecos: u64(24),
  pw_dir: u64(32),
  pw_shell: u64(40),
});

import { i53, struct, u32, u64 } from "../struct.ts";

/** `struct passwd`, `<pwd.h>`: one layout on both processors. Texts are addresses. */
export const PASSWD = struct(72, {
  pw_name: u64(0),
  pw_passwd: u64(8),
  pw_uid: u32(16),
  pw_gid: u32(20),
  pw_change: i53(24),
  pw_class: u64(32),
  pw_gecos: u64(40),
  pw_dir: u64(48),
  pw_shell: u64(56),
  pw_expire: i53(64),
});

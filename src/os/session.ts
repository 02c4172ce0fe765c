/** This process on the operating system under it. */
import { PASSWD as DARWIN_PASSWD } from "../../ffi/darwin/passwd.ts";
import { PASSWD as LINUX_PASSWD } from "../../ffi/linux/passwd.ts";
import { type Target, target } from "../../ffi/target.ts";
import { posixSession } from "./posix/session.ts";
import type { Session } from "./session_contract.ts";
import { absent } from "./unsupported.ts";
import { windowsSession } from "./windows/session.ts";

const SESSIONS: Partial<Record<Target["os"], Session>> = {
  linux: posixSession(LINUX_PASSWD),
  darwin: posixSession(DARWIN_PASSWD),
  windows: windowsSession,
};

/** This process on the operating system under it. */
export const session: Session = SESSIONS[target.os] ?? absent<Session>(target.os);

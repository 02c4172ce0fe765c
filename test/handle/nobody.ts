/** Acting as another user: the effective ids of the whole process, for as long as a test asks for. */

/** The user that owns nothing. */
export const NOBODY = 65534;
/** Whether this process may become another user. */
export const ROOT: boolean = Deno.uid() === 0;

/** Runs `body` with the effective ids of {@link NOBODY}, and without root's privileges. */
export function asNobody<T>(body: () => Promise<T>): Promise<T> {
  return asUser(NOBODY, body);
}

/** The same with those of another user. */
export async function asUser<T>(id: number, body: () => Promise<T>): Promise<T> {
  // int setresuid(uid_t real, uid_t effective, uid_t saved)    setresuid(2), for all threads by libc
  const libc = Deno.dlopen("libc.so.6", {
    setresuid: { parameters: ["i32", "i32", "i32"], result: "i32" },
    setresgid: { parameters: ["i32", "i32", "i32"], result: "i32" },
  });
  const { setresuid, setresgid } = libc.symbols;
  if (setresgid(-1, id, -1) !== 0 || setresuid(-1, id, -1) !== 0) throw new Error(`cannot become ${id}`);
  try {
    return await body();
  } finally {
    setresuid(-1, 0, -1);
    setresgid(-1, 0, -1);
    libc.close();
  }
}

/** What Windows' shell knows of users, in Deno's own terms, since it puts out an address. */
export const SHELL = {
  // HRESULT SHGetKnownFolderPath(REFKNOWNFOLDERID folder, DWORD flags, HANDLE token, PWSTR *out)    shlobj.h
  SHGetKnownFolderPath: { parameters: ["buffer", "u32", "pointer", "buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;
/** The library that has it. */
export const SHELL_LIBRARY = "shell32.dll";

/** What frees the memory that {@link SHELL} allocates. */
export const TASK_MEMORY = {
  // void CoTaskMemFree(LPVOID memory)    combaseapi.h
  CoTaskMemFree: { parameters: ["pointer"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;
/** The library that has it. */
export const TASK_MEMORY_LIBRARY = "ole32.dll";

/** `FOLDERID_Profile`, {5E6C858F-0E22-4760-9AFE-EA3317B67173}, `knownfolders.h`: the user's own directory. */
// deno-fmt-ignore
export const FOLDERID_PROFILE: Uint8Array<ArrayBuffer> = Uint8Array.of(
  0x8f, 0x85, 0x6c, 0x5e, 0x22, 0x0e, 0x60, 0x47, 0x9a, 0xfe, 0xea, 0x33, 0x17, 0xb6, 0x71, 0x73,
);

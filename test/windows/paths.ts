/** Paths and what they become: `[given, what CreateFileW takes]`, from the current directory `C:\windows`. */
export const CASES: readonly (readonly [string, string])[] = [
  // Complete already.
  ["C:\\", "\\\\?\\C:\\"],
  ["c:\\test", "\\\\?\\c:\\test"],
  ["C:/TEST", "\\\\?\\C:\\TEST"],
  ["c:/test/", "\\\\?\\c:\\test\\"],
  ["c:///test\\.\\.\\file//", "\\\\?\\c:\\test\\file\\"],
  ["1:\\test", "\\\\?\\1:\\test"],

  // `.` and `..`.
  ["c:/test/..", "\\\\?\\c:\\"],
  ["c:/test/../..", "\\\\?\\c:\\"],
  ["c:/../../test", "\\\\?\\c:\\test"],
  ["c:/test/.", "\\\\?\\c:\\test"],
  ["c:/test/./", "\\\\?\\c:\\test\\"],
  ["c:/test/../", "\\\\?\\c:\\"],
  ["c:/test/a/../", "\\\\?\\c:\\test\\"],
  ["c:/test\\test1\\..\\.\\file", "\\\\?\\c:\\test\\file"],
  ["c:///test\\..\\file\\..\\//", "\\\\?\\c:\\"],

  // Dots and spaces.
  ["c:/test.", "\\\\?\\c:\\test"],
  ["c:/test     ", "\\\\?\\c:\\test"],
  ["c:/test  ....   ..   ", "\\\\?\\c:\\test"],
  ["c:/test/  ....   ..   ", "\\\\?\\c:\\test\\"],
  ["c:/test/.. ", "\\\\?\\c:\\test\\"],
  ["c:/test/...", "\\\\?\\c:\\test\\"],
  ["c:/test./file", "\\\\?\\c:\\test\\file"],
  ["c:/test../file", "\\\\?\\c:\\test..\\file"],
  ["c:/test.../file", "\\\\?\\c:\\test...\\file"],
  ["c:/test.. /file", "\\\\?\\c:\\test.. \\file"],
  ["c:/test /file", "\\\\?\\c:\\test \\file"],
  ["c:/ test/ file", "\\\\?\\c:\\ test\\ file"],
  ["c:/.test/.file", "\\\\?\\c:\\.test\\.file"],
  ["c:/..test/..file", "\\\\?\\c:\\..test\\..file"],

  // From the current directory, its root, that of a drive.
  ["foo", "\\\\?\\C:\\windows\\foo"],
  ["./foo", "\\\\?\\C:\\windows\\foo"],
  ["foo/bar", "\\\\?\\C:\\windows\\foo\\bar"],
  ["foo/", "\\\\?\\C:\\windows\\foo\\"],
  [".", "\\\\?\\C:\\windows"],
  ["./", "\\\\?\\C:\\windows\\"],
  ["..", "\\\\?\\C:\\"],
  ["...", "\\\\?\\C:\\windows\\"],
  ["foo/..", "\\\\?\\C:\\windows"],
  ["\\foo", "\\\\?\\C:\\foo"],
  ["/", "\\\\?\\C:\\"],
  ["/foo/../bar", "\\\\?\\C:\\bar"],
  ["\\??\\", "\\??\\"],
  ["c:", "\\\\?\\C:\\windows"],
  ["c:.", "\\\\?\\C:\\windows"],
  ["c:foo/bar", "\\\\?\\C:\\windows\\foo\\bar"],
  ["c:..\\foo", "\\\\?\\C:\\foo"],
  ["z:foo", "\\\\?\\z:\\foo"],
  ["z:..", "\\\\?\\z:\\"],

  // On the network.
  ["\\\\server\\share", "\\\\?\\UNC\\server\\share"],
  ["\\\\server\\share\\", "\\\\?\\UNC\\server\\share\\"],
  ["//server/share/a//b/./c/..", "\\\\?\\UNC\\server\\share\\a\\b"],
  ["\\/server\\share/../../a", "\\\\?\\UNC\\server\\share\\a"],
  ["//server/share/a.", "\\\\?\\UNC\\server\\share\\a"],
  ["//server", "\\\\?\\UNC\\server"],
  ["//server/", "\\\\?\\UNC\\server\\"],
  ["//server/share/nul", "\\\\?\\UNC\\server\\share\\nul"],

  // Taken literally.
  ["\\\\?\\C:\\a/b\\.\\c. ", "\\\\?\\C:\\a/b\\.\\c. "],
  ["\\\\?\\UNC\\server\\share\\..", "\\\\?\\UNC\\server\\share\\.."],
  ["\\??\\C:\\a.", "\\??\\C:\\a."],
  ["\\\\?\\Volume{12345678-0000-0000-0000-000000000000}\\", "\\\\?\\Volume{12345678-0000-0000-0000-000000000000}\\"],
  // Not literally: the separators are others.
  ["//?/C:/test/../file.", "\\\\?\\C:\\file"],

  // Names that Windows alone knows: left as they are.
  ["NUL", "NUL"],
  ["nul.txt", "nul.txt"],
  ["c:\\dir\\con", "c:\\dir\\con"],
  ["dir/aux", "dir/aux"],
  ["c:prn... ...", "c:prn... ..."],
  ["COM1:", "COM1:"],
  ["lpt¹", "lpt¹"],
  ["CONIN$", "CONIN$"],
  ["\\\\.\\pipe\\name", "\\\\.\\pipe\\name"],
  ["//./C:", "//./C:"],
  // No such names.
  ["null", "\\\\?\\C:\\windows\\null"],
  ["c:\\con\\file", "\\\\?\\c:\\con\\file"],
  ["nul\\", "\\\\?\\C:\\windows\\nul\\"],
  ["com", "\\\\?\\C:\\windows\\com"],
  ["com10", "\\\\?\\C:\\windows\\com10"],
  ["a.nul", "\\\\?\\C:\\windows\\a.nul"],
  ["CONERR$", "\\\\?\\C:\\windows\\CONERR$"],

  // What the system refuses is not refused here; other units stay what they are.
  ["", ""],
  ["   ", "   "],
  ['?<>*"|', '\\\\?\\C:\\windows\\?<>*"|'],
  ["file:stream", "\\\\?\\C:\\windows\\file:stream"],
  ["\ud800\udc00\udfff", "\\\\?\\C:\\windows\\\ud800\udc00\udfff"],
  ["naïve/日本/😀", "\\\\?\\C:\\windows\\naïve\\日本\\😀"],
];

/**
 * What Wine 10 completes otherwise than Windows: it drops one dot of several (its own test of RtlGetFullPathName_U has
 * Windows' answer), takes `/` for the host's root, and leaves a separator behind a drive's current directory.
 */
export const WINE: ReadonlySet<string> = new Set(["c:/test../file", "c:/test.../file", "/", "/foo/../bar", "c:"]);

/* Who runs this process, users, and its end. */
#include "shim.h"
#include <pwd.h>
#include <stdlib.h>

EXPORT(unsigned, geteuid, (void)) { return syscall(SYS_geteuid); }

/* struct passwd of <pwd.h>: name, passwd, uid, gid, change, class, gecos, dir, shell, expire. */
struct darwin_passwd {
  char *name, *passwd;
  uint32_t uid, gid;
  int64_t change;
  char *class, *gecos, *dir, *shell;
  int64_t expire;
};

/* Linux's entry with its texts in `texts`; the error number is the result, and no entry is no error. */
static int put(const struct passwd *from, void *entry, char *texts, size_t size, void **found) {
  *found = NULL;
  if (from == NULL) return 0;
  struct darwin_passwd to = {.uid = from->pw_uid, .gid = from->pw_gid};
  const struct { char **to; const char *from; } parts[] = {
    {&to.name, from->pw_name},   {&to.passwd, from->pw_passwd}, {&to.class, ""},
    {&to.gecos, from->pw_gecos}, {&to.dir, from->pw_dir},       {&to.shell, from->pw_shell},
  };
  for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++) {
    size_t length = strlen(parts[i].from) + 1;
    if (length > size) return D_ERANGE;
    *parts[i].to = memcpy(texts, parts[i].from, length);
    texts += length, size -= length;
  }
  *found = memcpy(entry, &to, sizeof to);
  return 0;
}

EXPORT(int, getpwuid_r, (unsigned uid, void *entry, char *texts, size_t size, void **found)) {
  return put(getpwuid(uid), entry, texts, size, found);
}
EXPORT(int, getpwnam_r, (const char *name, void *entry, char *texts, size_t size, void **found)) {
  return put(getpwnam(name), entry, texts, size, found);
}

EXPORT(char *, strdup, (const char *text)) {
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  return copy == NULL ? NULL : memcpy(copy, text, size);
}

EXPORT(int, remove, (const char *path)) {
  long result = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  return answer(result < 0 && errno == EISDIR ? syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR) : result);
}

struct last { void (*function)(void *); void *argument; };

static void run(int status, void *given) {
  struct last *last = given;
  last->function(last->argument);
}

EXPORT(int, __cxa_atexit, (void (*function)(void *), void *argument, void *library)) {
  struct last *last = malloc(sizeof *last);
  if (last == NULL) return -1;
  *last = (struct last){function, argument};
  return on_exit(run, last);
}

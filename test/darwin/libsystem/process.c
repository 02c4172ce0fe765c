/* kill(2), and sysctl(3) of what the backend asks. */
#include "shim.h"
#include <signal.h>
#include <stdlib.h>
#include <time.h>

EXPORT(int, kill, (int pid, int number)) { return answer(syscall(SYS_kill, pid, number)); }

/* <sys/sysctl.h>, <sys/proc.h>: struct kinfo_proc begins with struct extern_proc. */
enum { CTL_KERN = 1, KERN_PROC = 14, KERN_PROC_PID = 1, SIZE_KINFO_PROC = 648, P_STARTTIME = 0, P_PID = 40 };

static char *text_of(const char *path, char *text, size_t size) {
  FILE *file = fopen(path, "re");
  size_t length = file == NULL ? 0 : fread(text, 1, size - 1, file);
  if (file != NULL) fclose(file);
  text[length] = 0;
  return length == 0 ? NULL : text;
}

static int put(const void *value, size_t length, void *out, size_t *size) {
  if (*size < length) return fail(D_ENOMEM);
  memcpy(out, value, length);
  *size = length;
  return 0;
}

EXPORT(int, sysctlbyname, (const char *name, void *out, size_t *size, void *in, size_t in_size)) {
  char text[128];
  if (in != NULL || in_size != 0) return refuse(D_EPERM, "value of sysctl", in_size);
  if (strcmp(name, "kern.bootsessionuuid") != 0) return fail(D_ENOENT);
  if (text_of("/proc/sys/kernel/random/boot_id", text, sizeof text) == NULL) return fail(D_ENOENT);
  text[strcspn(text, "\n")] = 0;
  return put(text, strlen(text) + 1, out, size);
}

/* When the process started: Linux counts ticks since the boot, which is at 1970 here, so that no clock has a say. */
static int started(int pid, struct timespec *at) {
  char path[64], text[1024], *field;
  unsigned long long ticks;
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  if (text_of(path, text, sizeof text) == NULL || (field = strrchr(text, ')')) == NULL) return 0;
  for (int i = 3; i <= 22; i++) field = strchr(field + 1, ' ');
  ticks = strtoull(field, NULL, 10);
  at->tv_sec = ticks / sysconf(_SC_CLK_TCK);
  at->tv_nsec = ticks % sysconf(_SC_CLK_TCK) * (1000000000 / sysconf(_SC_CLK_TCK));
  return 1;
}

EXPORT(int, sysctl, (int *name, unsigned parts, void *out, size_t *size, void *in, size_t in_size)) {
  char info[SIZE_KINFO_PROC] = {0};
  struct timespec at;
  if (parts != 4 || name[0] != CTL_KERN || name[1] != KERN_PROC || name[2] != KERN_PROC_PID)
    return refuse(D_ENOENT, "name of sysctl", name[0]);
  if (in != NULL || in_size != 0) return refuse(D_EPERM, "value of sysctl", in_size);
  if (!started(name[3], &at)) {
    *size = 0; /* no process, and no error */
    return 0;
  }
  SET(info, P_STARTTIME, int64_t, at.tv_sec);
  SET(info, P_STARTTIME + 8, int32_t, at.tv_nsec / 1000);
  SET(info, P_PID, int32_t, name[3]);
  return put(info, sizeof info, out, size);
}

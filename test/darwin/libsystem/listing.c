/* getattrlistbulk(2), and what readdir(3) calls. */
#include "shim.h"
#include <dirent.h>
#include <stdlib.h>
#include <sys/sysmacros.h>

/* struct dirent64, as getdents64(2) fills it. */
struct linux_dirent {
  uint64_t ino;
  int64_t off;
  uint16_t reclen;
  uint8_t type;
  char name[];
};

static int is_dots(const char *name) { return !strcmp(name, ".") || !strcmp(name, ".."); }

/*
 * Reads entries and gives each to `put`, which returns the bytes that it took, 0 for what is left out, −1 when there is no
 * room; then the directory stands before that entry. Returns the bytes taken; -1 and errno when nothing could be read.
 */
typedef long (*put_entry)(int fd, const struct linux_dirent *entry, char *out, size_t room, const void *how, int *count);

static long each(int fd, char *out, size_t size, put_entry put, const void *how, int *count) {
  char buffer[8192] __attribute__((aligned(8)));
  size_t used = 0;
  int64_t before = syscall(SYS_lseek, fd, 0, SEEK_CUR);
  for (;;) {
    long length = syscall(SYS_getdents64, fd, buffer, sizeof buffer);
    if (length < 0) return used ? (long)used : answer(length);
    if (length == 0) return used;
    for (long at = 0; at < length;) {
      const struct linux_dirent *entry = (const struct linux_dirent *)(buffer + at);
      long taken = put(fd, entry, out + used, size - used, how, count);
      if (taken < 0) {
        syscall(SYS_lseek, fd, before, SEEK_SET);
        return used ? (long)used : -2;
      }
      used += taken;
      before = entry->off;
      at += entry->reclen;
    }
  }
}

static long put_dirent(int fd, const struct linux_dirent *entry, char *out, size_t room, const void *how, int *count) {
  size_t length = strlen(entry->name);
  size_t reclen = (D_dirent__d_name + length + 1 + 7) & ~7UL;
  if (reclen > room) return -1;
  memset(out, 0, reclen);
  SET(out, D_dirent__d_ino, uint64_t, entry->ino);
  SET(out, D_dirent__d_seekoff, uint64_t, entry->off);
  SET(out, D_dirent__d_reclen, uint16_t, reclen);
  SET(out, D_dirent__d_namlen, uint16_t, length);
  SET(out, D_dirent__d_type, uint8_t, entry->type);
  memcpy(out + D_dirent__d_name, entry->name, length);
  return reclen;
}

EXPORT(long, __getdirentries64, (int fd, void *out, size_t size, int64_t *position)) {
  int count = 0;
  *position = syscall(SYS_lseek, fd, 0, SEEK_CUR);
  long result = each(fd, out, size, put_dirent, NULL, &count);
  return result == -2 ? fail(D_EINVAL) : result;
}

static int vnode_type(unsigned mode) {
  switch (mode & S_IFMT) {
    case S_IFREG: return D_VREG;
    case S_IFDIR: return D_VDIR;
    case S_IFBLK: return D_VBLK;
    case S_IFCHR: return D_VCHR;
    case S_IFLNK: return D_VLNK;
    case S_IFSOCK: return D_VSOCK;
    case S_IFIFO: return D_VFIFO;
  }
  return D_VNON;
}

/* What can be asked for here: common attributes but the error, which stands before them, and those of a file. */
static const uint32_t COMMON = D_ATTR_CMN_RETURNED_ATTRS | D_ATTR_CMN_ERROR | D_ATTR_CMN_NAME | D_ATTR_CMN_DEVID |
  D_ATTR_CMN_OBJTYPE | D_ATTR_CMN_CRTIME | D_ATTR_CMN_MODTIME | D_ATTR_CMN_CHGTIME | D_ATTR_CMN_ACCTIME |
  D_ATTR_CMN_OWNERID | D_ATTR_CMN_GRPID | D_ATTR_CMN_ACCESSMASK | D_ATTR_CMN_FLAGS | D_ATTR_CMN_FILEID;
static const uint32_t OF_FILES = D_ATTR_FILE_LINKCOUNT | D_ATTR_FILE_ALLOCSIZE | D_ATTR_FILE_IOBLOCKSIZE |
  D_ATTR_FILE_DEVTYPE | D_ATTR_FILE_DATALENGTH;

/* Attributes are packed without gaps, in steps of four bytes. */
#define PACK(mask, bit, type, value)                                     \
  if ((mask) & (bit)) {                                                  \
    type value_ = (type)(value);                                         \
    memcpy(at, &value_, sizeof value_);                                  \
    at += sizeof value_;                                                 \
  }
#define PACK_TIME(bit, time)                         \
  if (common & (bit)) {                              \
    int64_t time_[2] = {(time).tv_sec, (time).tv_nsec}; \
    memcpy(at, time_, sizeof time_);                 \
    at += sizeof time_;                              \
  }

static long put_attributes(int fd, const struct linux_dirent *entry, char *out, size_t room, const void *list, int *count) {
  uint32_t common = GET(list, D_attrlist__commonattr, uint32_t), file = GET(list, D_attrlist__fileattr, uint32_t);
  struct statx s;
  char group[512 + 256] __attribute__((aligned(8)));
  if (is_dots(entry->name)) return 0;
  memset(group, 0, sizeof group);
  if (syscall(SYS_statx, fd, entry->name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &s) < 0) {
    if (errno == ENOENT) return 0; /* gone meanwhile */
    return -1;
  }
  /* What is no file has no attributes of one. */
  if (S_ISDIR(s.stx_mode)) file = 0;
  uint32_t returned = common & ~D_ATTR_CMN_ERROR; /* told only of what has failed */
  char *set = group + sizeof(uint32_t), *at = set + D_SIZE_attribute_set_t;
  SET(set, D_attribute_set_t__commonattr, uint32_t, returned);
  SET(set, D_attribute_set_t__fileattr, uint32_t, file);
  char *reference = at;
  at += D_SIZE_attrreference_t;
  PACK(common, D_ATTR_CMN_DEVID, uint32_t, makedev(s.stx_dev_major, s.stx_dev_minor));
  PACK(common, D_ATTR_CMN_OBJTYPE, uint32_t, vnode_type(s.stx_mode));
  PACK_TIME(D_ATTR_CMN_CRTIME, s.stx_btime);
  PACK_TIME(D_ATTR_CMN_MODTIME, s.stx_mtime);
  PACK_TIME(D_ATTR_CMN_CHGTIME, s.stx_ctime);
  PACK_TIME(D_ATTR_CMN_ACCTIME, s.stx_atime);
  PACK(common, D_ATTR_CMN_OWNERID, uint32_t, s.stx_uid);
  PACK(common, D_ATTR_CMN_GRPID, uint32_t, s.stx_gid);
  PACK(common, D_ATTR_CMN_ACCESSMASK, uint32_t, s.stx_mode);
  PACK(common, D_ATTR_CMN_FLAGS, uint32_t, flags_at(fd, entry->name, 1));
  PACK(common, D_ATTR_CMN_FILEID, uint64_t, s.stx_ino);
  PACK(file, D_ATTR_FILE_LINKCOUNT, uint32_t, s.stx_nlink);
  PACK(file, D_ATTR_FILE_ALLOCSIZE, int64_t, s.stx_blocks * 512);
  PACK(file, D_ATTR_FILE_IOBLOCKSIZE, uint32_t, s.stx_blksize);
  PACK(file, D_ATTR_FILE_DEVTYPE, uint32_t, makedev(s.stx_rdev_major, s.stx_rdev_minor));
  PACK(file, D_ATTR_FILE_DATALENGTH, int64_t, s.stx_size);
  size_t length = strlen(entry->name) + 1;
  SET(reference, D_attrreference_t__attr_dataoffset, int32_t, at - reference);
  SET(reference, D_attrreference_t__attr_length, uint32_t, length);
  memcpy(at, entry->name, length);
  uint32_t size = (at + length - group + 7) & ~7UL;
  if (size > room) return -1;
  memcpy(group, &size, sizeof size);
  memcpy(out, group, size);
  ++*count;
  return size;
}

EXPORT(int, getattrlistbulk, (int fd, const void *list, void *out, size_t size, uint64_t options)) {
  uint32_t common = GET(list, D_attrlist__commonattr, uint32_t), file = GET(list, D_attrlist__fileattr, uint32_t);
  uint32_t others = GET(list, D_attrlist__volattr, uint32_t) | GET(list, D_attrlist__dirattr, uint32_t) |
    GET(list, D_attrlist__forkattr, uint32_t);
  uint32_t required = D_ATTR_CMN_NAME | D_ATTR_CMN_RETURNED_ATTRS;
  if (GET(list, D_attrlist__bitmapcount, uint16_t) != D_ATTR_BIT_MAP_COUNT || options) return fail(D_EINVAL);
  if ((common & required) != required || (common & ~COMMON) || (file & ~OF_FILES) || others)
    return refuse(D_EINVAL, "attributes", common);
  struct statx s;
  if (syscall(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &s) < 0) return answer(-1);
  if (!S_ISDIR(s.stx_mode)) return fail(D_ENOTDIR);
  /* Attributes need the directory to be searched, too. */
  if (syscall(SYS_statx, fd, ".", 0, STATX_BASIC_STATS, &s) < 0) return answer(-1);
  if (!strcmp(filesystem_of(fd), "ramfs")) return fail(D_ENOTSUP);
  int count = 0;
  long result = each(fd, out, size, put_attributes, list, &count);
  return result == -2 ? fail(D_ERANGE) : result < 0 ? -1 : count;
}

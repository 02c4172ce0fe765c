/*
 * EVFILT_VNODE on inotify: the events that VNOP_*() of bsd/vfs/kpi_vfs.c of xnu posts, by what became of the file since it
 * was looked at last. inotify says nothing of a directory that is removed while it is open, nor whether a file was
 * unlinked or replaced: the directory that they are in does.
 */
#include "kqueue.h"
#include <libgen.h>
#include <sys/inotify.h>

enum {
  OF_FILE = IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE,
  OF_PARENT = IN_DELETE | IN_MOVED_TO | IN_ONLYDIR,
  LOOKS = 250, /* 2 ms apart: a lock is dropped just after its descriptor's end is told */
};

static void look(int fd, struct look *out) {
  struct statx s;
  memset(out, 0, sizeof *out);
  if (syscall(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &s) < 0) return;
  out->nlink = s.stx_nlink, out->mode = s.stx_mode, out->uid = s.stx_uid, out->gid = s.stx_gid, out->size = s.stx_size;
  if (S_ISREG(s.stx_mode)) syscall(SYS_pread64, fd, out->head, sizeof out->head, 0);
}

/* Locks on a file by flock(2), of any process. */
static int locks_on(uint64_t inode) {
  char line[256];
  int count = 0;
  FILE *locks = fopen("/proc/locks", "re");
  while (locks && fgets(line, sizeof line, locks)) {
    unsigned long found = 0;
    if (strstr(line, "->") || sscanf(line, "%*d: FLOCK %*s %*s %*d %*[^:]:%*[^:]:%lu", &found) != 1) continue;
    count += found == inode;
  }
  if (locks) fclose(locks);
  return count;
}

static void find_parent(struct kqueue *k, struct knote *note) {
  char link[32], path[4200];
  snprintf(link, sizeof link, "/proc/self/fd/%d", (int)note->ident);
  long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  note->above = -1;
  if (length <= 1 || path[0] != '/') return;
  path[length] = 0;
  snprintf(note->name, sizeof note->name, "%s", strrchr(path, '/') + 1);
  note->above = inotify_add_watch(k->hints, dirname(path), OF_PARENT);
}

int vnode_attach(struct kqueue *k, struct knote *note) {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", (int)note->ident);
  note->watch = inotify_add_watch(k->watches, path, OF_FILE);
  if (note->watch < 0) return errno == ENOSPC ? D_EMFILE : D_ENOENT;
  look(note->ident, &note->last);
  find_parent(k, note);
  note->locks = note->wanted & D_NOTE_FUNLOCK ? locks_on(note->inode) : 0;
  return 0;
}

void vnode_detach(struct kqueue *k, struct knote *gone) {
  int watch = gone->watch, above = gone->above;
  for (struct knote *note = k->notes; note; note = note->next) {
    if (note->watch == watch) watch = -1;
    if (note->above == above) above = -1;
  }
  if (watch >= 0) inotify_rm_watch(k->watches, watch);
  if (above >= 0) inotify_rm_watch(k->hints, above);
}

void file_ready(struct knote *note) {
  struct statx s;
  int fd = note->ident;
  if (syscall(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &s) < 0) return;
  note->data = note->filter == D_EVFILT_WRITE ? 1 : (int64_t)s.stx_size - syscall(SYS_lseek, fd, 0L, SEEK_CUR);
  note->active = note->data != 0;
}

/* Whether what a file grew by reads as zeros: so truncate(2) leaves it. */
static int grew_empty(int fd, int64_t from, int64_t to) {
  char bytes[65536];
  if (to - from > (int64_t)sizeof bytes) from = to - sizeof bytes;
  long length = syscall(SYS_pread64, fd, bytes, to - from, from);
  for (long i = 0; i < length; i++)
    if (bytes[i]) return 0;
  return length > 0;
}

static uint32_t modified(int fd, const struct look *before, const struct look *after) {
  int64_t kept = after->size < (int64_t)sizeof after->head ? after->size : (int64_t)sizeof after->head;
  if (after->size == 0) return D_NOTE_ATTRIB;
  if (after->size < before->size)
    return D_NOTE_ATTRIB | (memcmp(before->head, after->head, kept) ? D_NOTE_WRITE | D_NOTE_EXTEND : 0);
  if (after->size == before->size) return D_NOTE_WRITE;
  return (grew_empty(fd, before->size, after->size) ? D_NOTE_ATTRIB : D_NOTE_WRITE) | D_NOTE_EXTEND;
}

static void hints(struct kqueue *k);

static uint32_t attributes(struct kqueue *k, struct knote *note, const struct look *before, const struct look *after) {
  int other = before->mode != after->mode || before->uid != after->uid || before->gid != after->gid;
  if (after->nlink == before->nlink) return D_NOTE_ATTRIB;
  uint32_t fflags = other ? D_NOTE_ATTRIB : 0;
  if (after->nlink > before->nlink) return fflags | D_NOTE_LINK;
  hints(k);
  fflags |= note->replaced ? D_NOTE_DELETE : D_NOTE_DELETE | D_NOTE_LINK;
  note->replaced = 0;
  return fflags;
}

/* What one event of inotify means for a knote of that file. A name is that of a file within a directory. */
static void interpret(struct kqueue *k, struct knote *note, const struct inotify_event *event) {
  struct look before = note->last;
  uint32_t mask = event->mask, fflags = 0;
  if (mask & IN_IGNORED) return;
  /* What has become of the file is the next event's to tell. */
  if ((mask & IN_CLOSE) && event->len == 0) {
    if (note->wanted & D_NOTE_FUNLOCK) k->suspicions = LOOKS;
    return;
  }
  look(note->ident, &note->last);
  if (event->len > 0) {
    int linked = note->last.nlink != before.nlink;
    if (mask & (IN_CREATE | IN_DELETE)) fflags |= D_NOTE_WRITE | (linked || (mask & IN_ISDIR) ? D_NOTE_LINK : 0);
    else if (mask & IN_MOVE) fflags |= D_NOTE_WRITE | (linked ? D_NOTE_LINK : 0);
  } else {
    if (mask & IN_UNMOUNT) fflags |= D_NOTE_REVOKE;
    if (mask & IN_MODIFY) fflags |= modified(note->ident, &before, &note->last);
    /* A directory that was replaced loses its last link: the one above has told of that. */
    int gone = S_ISDIR(before.mode) && note->last.nlink == 0;
    if ((mask & IN_ATTRIB) && !gone) fflags |= attributes(k, note, &before, &note->last);
    if (mask & IN_MOVE_SELF) {
      fflags |= D_NOTE_RENAME;
      find_parent(k, note);
    }
  }
  if (fflags && note->filter == D_EVFILT_VNODE) happen(k, note, fflags);
}

typedef void handler(struct kqueue *, const struct inotify_event *);

static void each(struct kqueue *k, int fd, handler *handle) {
  char buffer[16384] __attribute__((aligned(8)));
  for (long length; (length = syscall(SYS_read, fd, buffer, sizeof buffer)) > 0;) {
    for (char *at = buffer; at < buffer + length; at += sizeof(struct inotify_event) + ((struct inotify_event *)at)->len)
      handle(k, (struct inotify_event *)at);
  }
}

static void of_file(struct kqueue *k, const struct inotify_event *event) {
  for (struct knote *note = k->notes; note; note = note->next) {
    if (note->watch == event->wd) interpret(k, note, event);
    else if ((event->mask & IN_Q_OVERFLOW) && note->filter == D_EVFILT_VNODE) happen(k, note, D_NOTE_WRITE | D_NOTE_ATTRIB);
  }
}

/* A name in a directory was removed, or given to another file. */
static void of_parent(struct kqueue *k, const struct inotify_event *event) {
  for (struct knote *note = k->notes; note; note = note->next) {
    if (note->above != event->wd || event->len == 0 || strcmp(note->name, event->name)) continue;
    struct look after;
    look(note->ident, &after);
    int directory = S_ISDIR(after.mode), replaced = (event->mask & IN_MOVED_TO) != 0;
    if (directory && after.nlink == 0 && note->last.nlink > 0) {
      note->last = after;
      if (note->filter == D_EVFILT_VNODE) happen(k, note, replaced ? D_NOTE_DELETE : D_NOTE_DELETE | D_NOTE_LINK);
    } else if (!directory && replaced && after.nlink < note->last.nlink) {
      note->replaced = 1;
    }
  }
}

static void hints(struct kqueue *k) { each(k, k->hints, of_parent); }

void vnode_events(struct kqueue *k) {
  hints(k);
  each(k, k->watches, of_file);
}

/* Whether locks are held still on files that somebody waits for; any file's, or that of one inode. */
static int recount(struct kqueue *k, uint64_t inode) {
  int held = 0;
  for (struct knote *note = k->notes; note; note = note->next) {
    if (note->filter != D_EVFILT_VNODE || !(note->wanted & D_NOTE_FUNLOCK) || (inode && note->inode != inode)) continue;
    int locks = locks_on(note->inode);
    if (locks < note->locks) happen(k, note, D_NOTE_FUNLOCK);
    note->locks = locks;
    held += locks;
  }
  return held;
}

void vnode_recount(struct kqueue *k, uint64_t inode) { recount(k, inode); }

void vnode_suspect(struct kqueue *k) {
  if (k->suspicions > 0 && recount(k, 0) == 0) k->suspicions = 0;
  else if (k->suspicions > 0) k->suspicions--;
}

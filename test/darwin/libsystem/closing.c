/* close(2) and flock(2): knotes are dropped, and whoever waits for a lock is told. */
#include "kqueue.h"
#include <stdlib.h>
#include <sys/file.h>

_Static_assert(D_LOCK_SH == LOCK_SH && D_LOCK_EX == LOCK_EX && D_LOCK_NB == LOCK_NB && D_LOCK_UN == LOCK_UN, "flock");

/* Locks may have been taken or dropped by this process. */
static void recount(uint64_t inode) {
  if (inode == 0) return;
  pthread_mutex_lock(&kqueues_lock);
  for (struct kqueue *k = kqueues; k; k = k->next) vnode_recount(k, inode);
  pthread_mutex_unlock(&kqueues_lock);
}

static uint64_t inode_of(int fd) {
  struct stat s;
  return syscall(SYS_newfstatat, fd, "", &s, AT_EMPTY_PATH) < 0 ? 0 : s.st_ino;
}

/* Before a descriptor is closed: its knotes are dropped, and it may be a kqueue itself. */
static void forget(int fd) {
  pthread_mutex_lock(&kqueues_lock);
  for (struct kqueue **at = &kqueues, *k; (k = *at) != NULL;) {
    for (struct knote *note = k->notes, *next; note; note = next) {
      next = note->next;
      if (k->fd == fd || (note->filter != D_EVFILT_USER && (int)note->ident == fd)) knote_drop(k, note);
    }
    if (k->fd != fd) {
      at = &k->next;
      continue;
    }
    *at = k->next;
    for (int *own = (int[]){k->bell, k->watches, k->hints}, i = 0; i < 3; i++) syscall(SYS_close, own[i]);
    free(k);
  }
  pthread_mutex_unlock(&kqueues_lock);
}

EXPORT(int, close, (int fd)) {
  uint64_t inode = kqueues ? inode_of(fd) : 0;
  if (kqueues) {
    recount(inode);
    forget(fd);
  }
  long result = syscall(SYS_close, fd);
  recount(inode);
  return answer(result);
}

EXPORT(int, flock, (int fd, int operation)) {
  long result = answer(syscall(SYS_flock, fd, operation));
  if (kqueues) recount(inode_of(fd));
  return result;
}

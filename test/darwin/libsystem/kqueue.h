/* kqueue(2) on epoll, eventfd and inotify: what its parts share. The lock is held wherever a knote is touched. */
#include "shim.h"
#include <pthread.h>

/* What a file was like when it was looked at last: an event tells what changed since. */
struct look {
  uint32_t nlink, mode, uid, gid;
  int64_t size;
  char head[64];
};

/* One registration. */
struct knote {
  struct knote *next;
  uint64_t ident, udata;
  int16_t filter;
  uint16_t flags;  /* EV_ONESHOT, EV_CLEAR, EV_DISABLE; EV_EOF with what happened */
  uint32_t wanted; /* NOTE_* asked for */
  uint32_t fflags; /* NOTE_* that happened */
  int64_t data;
  int active;
  uint64_t device, inode; /* the file that ident stood for */
  /* EVFILT_VNODE, and the other two of a regular file */
  int watch, above; /* of the file, and of its directory */
  int replaced;     /* another file has taken its name */
  int locks;        /* locks held on it, as /proc/locks knew last */
  char name[256];
  struct look last;
};

struct kqueue {
  struct kqueue *next;
  int fd; /* an epoll instance */
  int bell;
  int watches, hints; /* inotify instances: of the files watched, and of the directories that they are in */
  int suspicions;     /* looks at /proc/locks left to take */
  struct knote *notes;
};

enum { BELL = -1, WATCHES = -2, HINTS = -3 }; /* in the place of a descriptor */

extern struct kqueue *kqueues;
extern pthread_mutex_t kqueues_lock;

struct kqueue *kqueue_of(int fd);
/* One change: 0, or Darwin's error number. */
int kqueue_change(struct kqueue *k, const char *event);
void knote_drop(struct kqueue *k, struct knote *note);
/* Has inotify tell of a file: for EVFILT_VNODE, and the other filters of a file that epoll refuses. */
int vnode_attach(struct kqueue *k, struct knote *note);
void vnode_detach(struct kqueue *k, struct knote *note);
/* Reads what inotify has to say. */
void vnode_events(struct kqueue *k);
/* Takes another look at locks that were about to be dropped. */
void vnode_suspect(struct kqueue *k);
/* Looks at the locks on a file again. */
void vnode_recount(struct kqueue *k, uint64_t inode);
/* Looks at what a file's position makes of EVFILT_READ and EVFILT_WRITE. */
void file_ready(struct knote *note);
/* Marks a knote and whoever waits is told. */
void happen(struct kqueue *k, struct knote *note, uint32_t fflags);
/* Has whoever waits look. */
void ring(struct kqueue *k);

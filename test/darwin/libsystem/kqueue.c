/* kqueue(2): registrations. The conditions are those of bsd/kern/kern_event.c of xnu. */
#include "kqueue.h"
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>

struct kqueue *kqueues;
pthread_mutex_t kqueues_lock = PTHREAD_MUTEX_INITIALIZER;

static const unsigned FLAGS =
  D_EV_ADD | D_EV_DELETE | D_EV_ENABLE | D_EV_DISABLE | D_EV_ONESHOT | D_EV_CLEAR | D_EV_RECEIPT;
static const unsigned VNODE_NOTES = D_NOTE_DELETE | D_NOTE_WRITE | D_NOTE_EXTEND | D_NOTE_ATTRIB | D_NOTE_LINK |
  D_NOTE_RENAME | D_NOTE_REVOKE | D_NOTE_NONE | D_NOTE_FUNLOCK;

void ring(struct kqueue *k) {
  uint64_t one = 1;
  syscall(SYS_write, k->bell, &one, sizeof one);
}

void happen(struct kqueue *k, struct knote *note, uint32_t fflags) {
  note->fflags |= fflags;
  if (note->filter == D_EVFILT_VNODE && !(note->fflags & note->wanted)) return;
  note->active = 1;
  ring(k);
}

static void listen_to(int epoll, int fd, int token) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = token};
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

EXPORT(int, kqueue, (void)) {
  struct kqueue *k = calloc(1, sizeof *k);
  k->fd = epoll_create1(EPOLL_CLOEXEC);
  k->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  k->watches = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  k->hints = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (k->fd < 0 || k->bell < 0 || k->watches < 0 || k->hints < 0) {
    answer(-1);
    for (int *fd = (int[]){k->fd, k->bell, k->watches, k->hints}, i = 0; i < 4; i++) syscall(SYS_close, fd[i]);
    free(k);
    return -1;
  }
  listen_to(k->fd, k->bell, BELL);
  listen_to(k->fd, k->watches, WATCHES);
  listen_to(k->fd, k->hints, HINTS);
  pthread_mutex_lock(&kqueues_lock);
  k->next = kqueues;
  kqueues = k;
  pthread_mutex_unlock(&kqueues_lock);
  return k->fd;
}

struct kqueue *kqueue_of(int fd) {
  struct kqueue *k = kqueues;
  while (k && k->fd != fd) k = k->next;
  return k;
}

/* epoll knows each descriptor once: what it is to tell is the sum of its knotes. */
static int control(struct kqueue *k, int fd) {
  struct epoll_event event = {.data.fd = fd};
  int level = 0;
  for (struct knote *note = k->notes; note; note = note->next) {
    if ((int)note->ident != fd || note->watch >= 0 || (note->flags & D_EV_DISABLE)) continue;
    if (note->filter == D_EVFILT_READ) event.events |= EPOLLIN | EPOLLRDHUP;
    else if (note->filter == D_EVFILT_WRITE) event.events |= EPOLLOUT;
    else continue;
    level |= !(note->flags & D_EV_CLEAR);
  }
  if (event.events == 0) return epoll_ctl(k->fd, EPOLL_CTL_DEL, fd, &event), 0;
  if (!level) event.events |= EPOLLET;
  if (epoll_ctl(k->fd, EPOLL_CTL_MOD, fd, &event) == 0) return 0;
  return errno == ENOENT ? epoll_ctl(k->fd, EPOLL_CTL_ADD, fd, &event) : -1;
}

void knote_drop(struct kqueue *k, struct knote *note) {
  struct knote **at = &k->notes;
  while (*at != note) at = &(*at)->next;
  *at = note->next;
  if (note->watch >= 0) vnode_detach(k, note);
  else if (note->filter != D_EVFILT_USER) control(k, note->ident);
  free(note);
}

/* What a pipe's end, a socket and so on answer to their filters. */
static int attach(struct kqueue *k, struct knote *note) {
  int fd = note->ident;
  struct statx s;
  if (note->filter == D_EVFILT_USER) return 0;
  if (syscall(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &s) < 0) return D_EBADF;
  note->device = (uint64_t)s.stx_dev_major << 32 | s.stx_dev_minor;
  note->inode = s.stx_ino;
  if (note->filter == D_EVFILT_VNODE) return is_vnode(fd) ? vnode_attach(k, note) : D_EINVAL;
  struct pollfd end = {fd, 0, 0};
  syscall(SYS_ppoll, &end, 1, &(struct timespec){0, 0}, NULL, 0);
  if (note->filter == D_EVFILT_WRITE && S_ISFIFO(s.stx_mode) && !is_vnode(fd) && (end.revents & POLLERR)) return D_EPIPE;
  if (control(k, fd) == 0) return 0;
  if (errno != EPERM) return D_EBADF;
  if (!S_ISREG(s.stx_mode) && !S_ISDIR(s.stx_mode)) return D_EINVAL;
  int error = vnode_attach(k, note);
  if (error == 0) file_ready(note);
  return error;
}

static void trigger(struct kqueue *k, struct knote *note, uint32_t fflags) {
  uint32_t bits = fflags & D_NOTE_FFLAGSMASK;
  switch (fflags & D_NOTE_FFCTRLMASK) {
    case D_NOTE_FFAND: note->wanted &= bits; break;
    case D_NOTE_FFOR: note->wanted |= bits; break;
    case D_NOTE_FFCOPY: note->wanted = bits; break;
  }
  if (fflags & D_NOTE_TRIGGER) happen(k, note, 0);
}

static struct knote *known(struct kqueue *k, uint64_t ident, int filter) {
  struct statx s;
  struct knote *note = k->notes;
  while (note && (note->ident != ident || note->filter != filter)) note = note->next;
  if (note == NULL || filter == D_EVFILT_USER) return note;
  /* The number may stand for another file by now: closing dropped the knote, only that nobody told us. */
  if (syscall(SYS_statx, (int)ident, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &s) == 0 && s.stx_ino == note->inode &&
      ((uint64_t)s.stx_dev_major << 32 | s.stx_dev_minor) == note->device)
    return note;
  knote_drop(k, note);
  return NULL;
}

int kqueue_change(struct kqueue *k, const char *event) {
  uint64_t ident = GET(event, D_kevent__ident, uint64_t);
  int filter = GET(event, D_kevent__filter, int16_t);
  unsigned flags = GET(event, D_kevent__flags, uint16_t) & ~D_EV_SYSFLAGS;
  uint32_t fflags = GET(event, D_kevent__fflags, uint32_t);
  if (filter != D_EVFILT_READ && filter != D_EVFILT_WRITE && filter != D_EVFILT_VNODE && filter != D_EVFILT_USER) {
    refuse(D_EINVAL, "filter", filter);
    return D_EINVAL;
  }
  if ((flags & ~FLAGS) || (filter == D_EVFILT_VNODE && (fflags & ~VNODE_NOTES))) {
    refuse(D_EINVAL, "flags of a kevent", flags & ~FLAGS ? flags : fflags);
    return D_EINVAL;
  }
  if (filter != D_EVFILT_USER && (ident > INT32_MAX || syscall(SYS_fcntl, (int)ident, F_GETFD, 0) < 0)) return D_EBADF;
  struct knote *note = known(k, ident, filter);
  if (flags & D_EV_DELETE) {
    if (note) knote_drop(k, note);
    return note ? 0 : D_ENOENT;
  }
  if (note == NULL && !(flags & D_EV_ADD)) return D_ENOENT;
  int fresh = note == NULL;
  if (fresh) {
    note = calloc(1, sizeof *note);
    *note = (struct knote){.next = k->notes, .ident = ident, .filter = filter, .watch = -1, .above = -1};
    k->notes = note;
  }
  note->udata = GET(event, D_kevent__udata, uint64_t);
  if (flags & D_EV_ADD) note->flags = flags & (D_EV_ONESHOT | D_EV_CLEAR | D_EV_DISABLE);
  if (flags & D_EV_DISABLE) note->flags |= D_EV_DISABLE;
  if (flags & D_EV_ENABLE) note->flags &= ~D_EV_DISABLE;
  if (filter == D_EVFILT_USER) {
    if (fresh) note->wanted = fflags & D_NOTE_FFLAGSMASK;
    trigger(k, note, fresh ? fflags & D_NOTE_TRIGGER : fflags);
    return 0;
  }
  note->wanted = fflags;
  int error = fresh ? attach(k, note) : note->watch < 0 ? (control(k, ident), 0) : 0;
  if (error) knote_drop(k, note);
  else if (note->active) ring(k);
  return error;
}

/* kevent(2). The conditions are those of bsd/kern/kern_event.c of xnu. */
#include "kqueue.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <time.h>

/* Between two looks at /proc/locks, in nanoseconds. */
static const int64_t SUSPICIOUS = 2000000;

/* What epoll knows of a descriptor. */
static void tell(struct kqueue *k, int fd, unsigned events) {
  for (struct knote *note = k->notes; note; note = note->next) {
    if ((int)note->ident != fd || note->watch >= 0 || note->filter == D_EVFILT_USER) continue;
    unsigned of = note->filter == D_EVFILT_READ ? EPOLLIN | EPOLLRDHUP : EPOLLOUT;
    unsigned end = note->filter == D_EVFILT_READ ? EPOLLRDHUP | EPOLLHUP : EPOLLERR | EPOLLHUP;
    int bytes = 0;
    if (!(events & (of | end | EPOLLERR))) continue;
    note->active = 1;
    note->flags = (note->flags & ~D_EV_EOF) | (events & end ? D_EV_EOF : 0);
    if (note->filter == D_EVFILT_READ) syscall(SYS_ioctl, fd, FIONREAD, &bytes);
    note->data = note->filter == D_EVFILT_READ ? bytes : 1;
  }
}

static void harvest(struct kqueue *k) {
  struct epoll_event events[256];
  uint64_t rung;
  /* Without EV_CLEAR, a descriptor is told of while it is ready. */
  for (struct knote *note = k->notes; note; note = note->next)
    if (note->filter == D_EVFILT_READ || note->filter == D_EVFILT_WRITE) {
      if (note->watch >= 0) file_ready(note);
      else if (!(note->flags & D_EV_CLEAR)) note->active = 0;
    }
  int count = epoll_wait(k->fd, events, 256, 0);
  for (int i = 0; i < count; i++) {
    if (events[i].data.fd == BELL) syscall(SYS_read, k->bell, &rung, sizeof rung);
    else if (events[i].data.fd >= 0) tell(k, events[i].data.fd, events[i].events);
  }
  vnode_events(k);
  vnode_suspect(k);
}

static int gather(struct kqueue *k, char *out, int room) {
  int put = 0;
  for (struct knote *note = k->notes, *next; note; note = next) {
    next = note->next;
    if (!note->active || (note->flags & D_EV_DISABLE)) continue;
    if (put == room) {
      ring(k); /* whoever waits for this kqueue in another one is told of what is left */
      break;
    }
    char *event = out + put++ * D_SIZE_kevent;
    int user = note->filter == D_EVFILT_USER;
    SET(event, D_kevent__ident, uint64_t, note->ident);
    SET(event, D_kevent__filter, int16_t, note->filter);
    SET(event, D_kevent__flags, uint16_t, note->flags | D_EV_ADD);
    SET(event, D_kevent__fflags, uint32_t, user ? note->wanted : note->fflags);
    SET(event, D_kevent__data, int64_t, note->data);
    SET(event, D_kevent__udata, uint64_t, note->udata);
    if (note->flags & D_EV_ONESHOT) knote_drop(k, note);
    else if (note->flags & D_EV_CLEAR) note->active = 0, note->fflags = 0, note->data = 0;
  }
  return put;
}

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

EXPORT(int, kevent, (int fd, const char *changes, int n, char *events, int room, const struct timespec *timeout)) {
  int put = 0, error = 0;
  int64_t end = INT64_MAX;
  if (n < 0 || room < 0) return fail(D_EINVAL);
  if (timeout) {
    if (timeout->tv_sec < 0 || timeout->tv_nsec < 0 || timeout->tv_nsec >= 1000000000) return fail(D_EINVAL);
    if (timeout->tv_sec < 1LL << 32) end = now() + timeout->tv_sec * 1000000000LL + timeout->tv_nsec;
  }
  for (int waited = 0;; waited = 1) {
    pthread_mutex_lock(&kqueues_lock);
    struct kqueue *k = kqueue_of(fd);
    if (k == NULL) error = D_EBADF;
    for (int i = 0; k && !waited && !error && i < n; i++) {
      char event[D_SIZE_kevent];
      memcpy(event, changes + i * D_SIZE_kevent, sizeof event);
      int flags = GET(event, D_kevent__flags, uint16_t), result = kqueue_change(k, event);
      if (!result && !(flags & D_EV_RECEIPT)) continue;
      if (put == room) {
        error = result;
        continue;
      }
      SET(event, D_kevent__flags, uint16_t, flags | D_EV_ERROR);
      SET(event, D_kevent__data, int64_t, result);
      memcpy(events + put++ * D_SIZE_kevent, event, sizeof event);
    }
    /* Whoever is told of errors is told of nothing else. */
    int done = error || put > 0 || room == 0;
    if (!done) {
      harvest(k);
      put = gather(k, events, room);
    }
    int64_t left = end == INT64_MAX ? INT64_MAX : end - now(), most = k && k->suspicions ? SUSPICIOUS : INT64_MAX;
    pthread_mutex_unlock(&kqueues_lock);
    if (error) return fail(error);
    if (done || put > 0 || left <= 0) return put;
    if (left > most) left = most;
    struct timespec rest = {left / 1000000000, left % 1000000000};
    /* poll(2), because epoll_wait(2) would take what EV_CLEAR tells once. */
    struct pollfd events_there = {fd, POLLIN, 0};
    if (syscall(SYS_ppoll, &events_there, 1, left == INT64_MAX ? NULL : &rest, NULL, 0) < 0) return answer(-1);
  }
}

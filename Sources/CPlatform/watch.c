#include "CPlatform.h"

#include <sys/inotify.h>
#include <unistd.h>

int farsign_watch_open(const char *directory) {
    int descriptor = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (descriptor < 0) {
        return -1;
    }
    uint32_t wanted = IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
    if (inotify_add_watch(descriptor, directory, wanted) < 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

bool farsign_watch_taken(int descriptor) {
    _Alignas(struct inotify_event) char events[4096];
    bool lives = true;
    ssize_t count;
    while ((count = read(descriptor, events, sizeof events)) > 0) {
        for (char *next = events; next < events + count;) {
            const struct inotify_event *event = (const struct inotify_event *)next;
            lives = lives && !(event->mask & (IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF));
            next += sizeof *event + event->len;
        }
    }
    return lives;
}

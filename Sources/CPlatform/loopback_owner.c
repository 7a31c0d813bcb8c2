#define _GNU_SOURCE

#include "loopback.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

struct request {
    struct nlmsghdr header;
    struct inet_diag_req_v2 body;
};

struct answer {
    struct nlmsghdr header;
    union {
        struct inet_diag_msg socket;
        struct nlmsgerr error;
    } body;
};

// Compares with an IPv4 address as the kernel stores it for a socket of either family.
static bool is_address(const __be32 *address, int family, uint32_t host) {
    if (family == AF_INET) return address[0] == host;
    // RFC 4291 section 2.5.5.2
    return address[0] == 0 && address[1] == 0 && address[2] == htonl(0xffff) && address[3] == host;
}

static int read_answer(const struct answer *answer, ssize_t size, const struct inet_diag_sockid *asked, uint32_t *uid) {
    if (size < (ssize_t)sizeof answer->header) {
        errno = EBADMSG;
        return -1;
    }
    if (answer->header.nlmsg_type == NLMSG_ERROR
        && size >= (ssize_t)(NLMSG_HDRLEN + sizeof answer->body.error)) {
        errno = -answer->body.error.error;
        return errno == ENOENT ? 0 : -1;
    }
    const struct inet_diag_msg *found = &answer->body.socket;
    if (answer->header.nlmsg_type != SOCK_DIAG_BY_FAMILY || size < (ssize_t)(NLMSG_HDRLEN + sizeof *found)) {
        errno = EBADMSG;
        return -1;
    }
    // If there is no such connection, the kernel returns a listening socket. A socket that no process holds any more
    // has no inode, and root's uid whoever owned it.
    bool is_asked = found->id.idiag_sport == asked->idiag_sport && found->id.idiag_dport == asked->idiag_dport
        && is_address(found->id.idiag_src, found->idiag_family, asked->idiag_src[0])
        && is_address(found->id.idiag_dst, found->idiag_family, asked->idiag_dst[0]);
    if (!is_asked || found->idiag_inode == 0) return 0;
    *uid = found->idiag_uid;
    return 1;
}

int farsign_loopback_owner(struct farsign_endpoint local, struct farsign_endpoint remote, uint32_t *uid) {
    int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (descriptor < 0) return -1;

    struct request request = {
        .header = {
            .nlmsg_len = sizeof request, .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST},
        .body = {
            .sdiag_family = AF_INET, .sdiag_protocol = IPPROTO_TCP, .idiag_states = ~0u,
            .id = {
                .idiag_sport = htons(local.port), .idiag_dport = htons(remote.port),
                .idiag_src = {local.host}, .idiag_dst = {remote.host},
                .idiag_cookie = {INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE}}}};
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    // The kernel answers before sendto returns.
    struct timeval second = {.tv_sec = 1};
    struct answer answer;
    int found = -1;
    if (setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second) == 0
        && sendto(descriptor, &request, sizeof request, 0, (struct sockaddr *)&kernel, sizeof kernel)
            == (ssize_t)sizeof request) {
        ssize_t size = recv(descriptor, &answer, sizeof answer, 0);
        if (size >= 0) found = read_answer(&answer, size, &request.body.id, uid);
    }
    int error = errno;
    close(descriptor);
    errno = error;
    return found;
}

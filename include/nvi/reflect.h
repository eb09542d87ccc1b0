/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Reflection of one socket: its replies go back the way its connections came.
 *
 * A socket is told apart by bits of its mark, and `nvictl reflect add sockets`
 * leads what bears them to the reflecting device.  See nvi_reflect(3).
 */
#ifndef _NVI_REFLECT_H
#define _NVI_REFLECT_H

#include <errno.h>
#include <stdint.h>
#include <sys/socket.h>

/*
 * The bit that `nvictl reflect add sockets` asks for, unless it is told
 * otherwise.  Not one of those that kube-proxy, Docker, Tailscale, Mullvad,
 * WireGuard's wg-quick, mwan3 or Istio use.
 */
#define NVI_REFLECT_MARK	0x80000000U
#define NVI_REFLECT_MASK	0x80000000U

/**
 * nvi_reflect_mark() - turn reflection of a socket on or off, by other bits
 * @fd: the socket
 * @on: on, or 0: off
 * @mark: as of `nvictl reflect add sockets fwmark MARK/MASK`
 * @mask: of @mark; the other bits of the socket's mark stay as they are
 *
 * Return: 0, or -1 with errno set: that of getsockopt() or setsockopt(), or
 * EINVAL if @mark is not 0 and inside @mask
 */
static inline int nvi_reflect_mark(int fd, int on, uint32_t mark, uint32_t mask)
{
	uint32_t now, want;
	socklen_t len = sizeof(now);

	if (!mark || mark & ~mask) {
		errno = EINVAL;
		return -1;
	}
	if (getsockopt(fd, SOL_SOCKET, SO_MARK, &now, &len))
		return -1;
	want = (now & ~mask) | (on ? mark : 0);
	/* so that a program without the capability may ask for what is so already */
	if (want == now)
		return 0;
	return setsockopt(fd, SOL_SOCKET, SO_MARK, &want, sizeof(want));
}

/**
 * nvi_reflect() - turn reflection of a socket on or off
 * @fd: the socket
 * @on: on, or 0: off
 *
 * What a listening socket accepts inherits it.  It takes effect at once, for a
 * connection that is there already as well.
 *
 * Return: as nvi_reflect_mark(); EPERM without CAP_NET_ADMIN (since Linux 5.17
 * CAP_NET_RAW does as well)
 */
static inline int nvi_reflect(int fd, int on)
{
	return nvi_reflect_mark(fd, on, NVI_REFLECT_MARK, NVI_REFLECT_MASK);
}

#endif /* _NVI_REFLECT_H */

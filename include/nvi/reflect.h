/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Reflection of one socket: its replies leave by the interface that the requests
 * arrived at, to the link-layer address that they came from.
 *
 * Bits of its mark select the socket.  `nvictl reflect add sockets` routes the
 * packets of sockets with these bits to the reflecting device.  See
 * nvi_reflect(3).
 */
#ifndef _NVI_REFLECT_H
#define _NVI_REFLECT_H

#include <errno.h>
#include <stdint.h>
#include <sys/socket.h>

/*
 * The default bit of `nvictl reflect add sockets`.  kube-proxy, Docker,
 * Tailscale, Mullvad, wg-quick of WireGuard, mwan3 and Istio do not use it.
 */
#define NVI_REFLECT_MARK	0x80000000U
#define NVI_REFLECT_MASK	0x80000000U

/**
 * nvi_reflect_mark() - turn reflection of a socket on or off, by given mark bits
 * @fd: the socket
 * @on: nonzero: on; 0: off
 * @mark: MARK of `nvictl reflect add sockets fwmark MARK/MASK`; not 0
 * @mask: MASK of the same command; other bits of the socket's mark are kept
 *
 * Return: 0, or -1 with errno of getsockopt() or setsockopt(), or with EINVAL if
 * @mark is 0 or has bits outside @mask
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
	/* an unchanged mark needs no capability */
	if (want == now)
		return 0;
	return setsockopt(fd, SOL_SOCKET, SO_MARK, &want, sizeof(want));
}

/**
 * nvi_reflect() - turn reflection of a socket on or off
 * @fd: the socket
 * @on: nonzero: on; 0: off
 *
 * Sockets that a listening socket accepts inherit the setting.  It takes effect
 * at once, on established connections too.
 *
 * Return: as nvi_reflect_mark().  EPERM without CAP_NET_ADMIN; since Linux 5.17
 * CAP_NET_RAW is sufficient.
 */
static inline int nvi_reflect(int fd, int on)
{
	return nvi_reflect_mark(fd, on, NVI_REFLECT_MARK, NVI_REFLECT_MASK);
}

#endif /* _NVI_REFLECT_H */

// SPDX-License-Identifier: GPL-2.0
/*
 * sd_notify(3) without libsystemd, which would be nvictl's largest library.  The protocol is
 * one datagram, and its documentation allows other implementations.
 */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/message.h"
#include "base/parse.h"
#include "gateway/daemon/notify.h"

/**
 * gw_notify() - notify the service manager, if there is one
 * @format: lines of NAME=VALUE
 */
void gw_notify(const char *format, ...)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	socklen_t size = offsetof(struct sockaddr_un, sun_path);
	char text[1024];
	va_list list;
	int fd, len;

	if (!path || !strchr("/@", *path) || strlen(path) >= sizeof(to.sun_path))
		return;
	va_start(list, format);
	len = vsnprintf(text, sizeof(text) - 1, format, list);
	va_end(list);
	if (len >= (int)sizeof(text) - 1)
		len = sizeof(text) - 2;
	text[len++] = '\n';
	memcpy(to.sun_path, path, strlen(path));
	size += strlen(path);
	if (*path == '@')
		*to.sun_path = 0;
	else
		size++;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || sendto(fd, text, len, MSG_NOSIGNAL, (struct sockaddr *)&to, size) < 0)
		warn("cannot notify the service manager: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
}

/**
 * gw_notify_watchdog() - read the interval of the service manager's watchdog
 *
 * Return: half of it, in ms; 0: no watchdog
 */
__u64 gw_notify_watchdog(void)
{
	const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
	__u64 value;

	if (!usec || !parse_u64(usec, 10, &value) || (pid && atoi(pid) != getpid()))
		return 0;
	return value / 2000;
}

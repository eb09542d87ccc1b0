// SPDX-License-Identifier: GPL-2.0
/*
 * sock_mark: print the marks of a new IPv4 and a new IPv6 socket. It is linked statically, so
 * that no preloaded library can change the result.
 */
#include <stdio.h>
#include <sys/socket.h>

static unsigned int mark_of(int family)
{
	int fd = socket(family, SOCK_STREAM, 0);
	unsigned int mark = 0;
	socklen_t len = sizeof(mark);

	if (fd < 0 || getsockopt(fd, SOL_SOCKET, SO_MARK, &mark, &len))
		perror("sock_mark");
	return mark;
}

int main(void)
{
	printf("%#x", mark_of(AF_INET));
	printf(" %#x\n", mark_of(AF_INET6));
	return 0;
}

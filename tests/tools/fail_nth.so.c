// SPDX-License-Identifier: GPL-2.0
/*
 * To be preloaded into a program (LD_PRELOAD). The Nth allocation that the kernel makes for one
 * of its system calls fails, by /proc/self/fail-nth of kernels with CONFIG_FAILSLAB and
 * CONFIG_FAULT_INJECTION_DEBUG_FS.
 *
 * NVI_NTH   N; 1 is the first
 * NVI_CALL  the system call: link (the first RTM_NEWLINK with attributes), module
 *           (finit_module or init_module), or frame (the first write to a TUN or
 *           TAP device)
 * NVI_TOLD  a file that gets "failed", or "whole" if the call made fewer
 *           allocations than N
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

/* Resolved before anything fails: dlsym() and the first write() allocate memory. */
static ssize_t (*real_sendmsg)(int, const struct msghdr *, int);
static ssize_t (*real_send)(int, const void *, size_t, int);
static ssize_t (*real_write)(int, const void *, size_t);
static long (*real_syscall)(long, ...);

static const char *call, *nth;
static int control = -1;

static void die(const char *what)
{
	perror(what);
	_exit(99);
}

static __attribute__((constructor)) void begin(void)
{
	real_sendmsg = dlsym(RTLD_NEXT, "sendmsg");
	real_send = dlsym(RTLD_NEXT, "send");
	real_write = dlsym(RTLD_NEXT, "write");
	real_syscall = dlsym(RTLD_NEXT, "syscall");
	call = getenv("NVI_CALL");
	nth = getenv("NVI_NTH");
	unsetenv("LD_PRELOAD");
	if (!call || !nth)
		return;
	control = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (control < 0)
		die("/proc/thread-self/fail-nth");
}

static bool wanted(const char *what)
{
	return control >= 0 && !strcmp(call, what);
}

static void arm(void)
{
	if (real_write(control, nth, strlen(nth)) < 0)
		die("fail-nth");
}

/* Report the result, and stop failing. */
static void disarm(void)
{
	int err = errno, out;
	char left[16] = "";

	if (pread(control, left, sizeof(left) - 1, 0) < 0 ||
	    pwrite(control, "0", 1, 0) < 0)
		die("fail-nth");
	close(control);
	control = -1;
	out = open(getenv("NVI_TOLD"), O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (out < 0 || dprintf(out, atoi(left) ? "whole\n" : "failed\n") < 0)
		die("NVI_TOLD");
	close(out);
	errno = err;
}

/* Return: true for RTM_NEWLINK with attributes; ip first sends one without, as a probe. */
static bool new_link(const void *data, size_t size)
{
	const struct nlmsghdr *h = data;

	return wanted("link") && size >= sizeof(*h) &&
	       h->nlmsg_type == RTM_NEWLINK &&
	       h->nlmsg_len > NLMSG_SPACE(sizeof(struct ifinfomsg));
}

ssize_t sendmsg(int fd, const struct msghdr *msg, int flags)
{
	ssize_t got;

	if (!msg->msg_iovlen ||
	    !new_link(msg->msg_iov[0].iov_base, msg->msg_iov[0].iov_len))
		return real_sendmsg(fd, msg, flags);
	arm();
	got = real_sendmsg(fd, msg, flags);
	disarm();
	return got;
}

ssize_t send(int fd, const void *data, size_t size, int flags)
{
	ssize_t got;

	if (!new_link(data, size))
		return real_send(fd, data, size, flags);
	arm();
	got = real_send(fd, data, size, flags);
	disarm();
	return got;
}

static bool is_tun(int fd)
{
	struct stat st;

	return wanted("frame") && !fstat(fd, &st) && S_ISCHR(st.st_mode) &&
	       st.st_rdev == makedev(10, 200);
}

ssize_t write(int fd, const void *data, size_t size)
{
	ssize_t got;

	if (!is_tun(fd))
		return real_write(fd, data, size);
	arm();
	got = real_write(fd, data, size);
	disarm();
	return got;
}

long syscall(long number, ...)
{
	long a[6], got;
	va_list args;
	int i;

	va_start(args, number);
	for (i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
	if (!wanted("module") ||
	    (number != SYS_finit_module && number != SYS_init_module))
		return real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	arm();
	got = real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	disarm();
	return got;
}

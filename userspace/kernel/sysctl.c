// SPDX-License-Identifier: GPL-2.0
/*
 * Sysctls.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/message.h"
#include "kernel/sysctl.h"

static int open_sysctl(const char *path, int flags)
{
	char file[128];

	snprintf(file, sizeof(file), "/proc/sys/%s", path);
	return open(file, flags | O_CLOEXEC);
}

/**
 * sysctl_read() - read a sysctl
 * @path: its path below /proc/sys
 * @value: gets the first line of the value
 * @size: size of @value
 *
 * Return: false if it does not exist or cannot be read
 */
bool sysctl_read(const char *path, char *value, size_t size)
{
	int fd = open_sysctl(path, O_RDONLY);
	ssize_t len = fd < 0 ? -1 : read(fd, value, size - 1);

	if (fd >= 0)
		close(fd);
	if (len < 0)
		return false;
	value[len] = 0;
	value[strcspn(value, "\n")] = 0;
	return true;
}

/**
 * sysctl_read_number() - read a sysctl that is a number
 * @path: its path below /proc/sys
 *
 * Return: the value; -1 if it does not exist or cannot be read
 */
int sysctl_read_number(const char *path)
{
	char value[24];

	return sysctl_read(path, value, sizeof(value)) ? atoi(value) : -1;
}

/**
 * sysctl_write() - set a sysctl
 * @path: its path below /proc/sys
 * @value: the value
 *
 * Return: 0, or REFUSED after a message
 */
int sysctl_write(const char *path, const char *value)
{
	int fd = open_sysctl(path, O_WRONLY);
	ssize_t len = fd < 0 ? -1 : write(fd, value, strlen(value));
	int err = len < 0 ? errno : 0;

	if (fd >= 0)
		close(fd);
	if (!err)
		return 0;
	return refuse("cannot set sysctl %s to %s: %s", path, value,
		      err == EACCES ? "this needs to be root" : strerror(err));
}

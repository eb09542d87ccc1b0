// SPDX-License-Identifier: GPL-2.0
/*
 * Work in a network namespace of its own, in a child process that ends with it.  It
 * shows what the kernel accepts, and changes nothing in this namespace.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/wait.h>

#include "base/aside.h"
#include "base/message.h"

static char *read_all(int fd)
{
	char *text = NULL, buf[4096];
	size_t len;
	FILE *to = open_memstream(&text, &len);
	ssize_t n;

	while (to && ((n = read(fd, buf, sizeof(buf))) > 0 || (n < 0 && errno == EINTR)))
		if (n > 0)
			fwrite(buf, 1, n, to);
	if (to)
		fclose(to);
	close(fd);
	return text;
}

static void do_it(int (*work)(const void *arg, FILE *out), const void *arg, int to)
{
	FILE *out = fdopen(to, "w");
	int status;

	if (!out || unshare(CLONE_NEWNET))
		_exit(ASIDE_NOT);
	status = work(arg, out);
	_exit(fclose(out) ? ASIDE_NOT : status);
}

/**
 * aside() - call a function in a network namespace of its own
 * @work: the function; returns 0 or more, but not ASIDE_NOT
 * @arg: for @work
 * @said: set to what @work prints to its @out, to be freed; NULL without memory
 *
 * Return: the value of @work; ASIDE_NOT if it could not run; REFUSED after a
 * message
 */
int aside(int (*work)(const void *arg, FILE *out), const void *arg, char **said)
{
	int fds[2], status;
	pid_t child;

	*said = NULL;
	fflush(NULL);
	child = pipe(fds) ? -1 : fork();
	if (child < 0)
		return refuse("cannot start a process: %s", strerror(errno));
	if (!child) {
		close(fds[0]);
		do_it(work, arg, fds[1]);
	}
	close(fds[1]);
	*said = read_all(fds[0]);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : ASIDE_NOT;
}

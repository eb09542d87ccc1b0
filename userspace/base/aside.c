// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel says to something is found out in a network namespace of its own, in
 * a process that ends with it.  Nothing changes in this one.
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
 * aside() - do something in a network namespace of its own
 * @work: does it, and prints what comes back; its value is 0 or more, not ASIDE_NOT
 * @arg: for @work
 * @said: comes here, to be freed; may be NULL
 *
 * Return: the value of @work; ASIDE_NOT: it could not be done; REFUSED after a
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

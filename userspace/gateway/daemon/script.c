// SPDX-License-Identifier: GPL-2.0
/*
 * Probes by a script: its exit status 0 means that the uplink is alive.
 */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/message.h"
#include "base/names.h"
#include "gateway/daemon/script.h"

static char *assign(const char *name, const char *value)
{
	char *text;

	if (asprintf(&text, "%s=%s", name, value) < 0) {
		refuse("out of memory");
		exit(-REFUSED);
	}
	return text;
}

static int spawn(const char *path, char *const *env, pid_t *pid)
{
	char *argv[2] = { (char *)path };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, pipe;
	int err;

	sigemptyset(&none);
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	posix_spawnattr_init(&attr);
	/* a process group, so that gw_script_end() kills its children, too */
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
				 POSIX_SPAWN_SETPGROUP);
	/* Reset the signals that the daemon blocks or ignores. */
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &pipe);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", 0, 0);
	err = posix_spawn(pid, path, &files, &attr, argv, env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	return err;
}

/**
 * gw_script_begin() - start an uplink's script
 * @u: the uplink
 * @p: its probes
 *
 * Return: 0 or a negative errno
 */
int gw_script_begin(const struct gw_uplink *u, struct gw_probe *p)
{
	const char *path = getenv("PATH");
	char address[NAME_SIZE];
	char *env[5] = { };
	size_t i;
	int err;

	env[0] = assign("NVI_UPLINK", u->s.name);
	env[1] = assign("NVI_INTERFACE", u->interface);
	env[2] = assign("NVI_ADDRESS", !u->addresses.n ? "" :
			prefix_text(&u->addresses.v[0], address, sizeof(address)));
	env[3] = assign("PATH", path ? path : "/usr/sbin:/usr/bin:/sbin:/bin");
	err = spawn(u->check_target, env, &p->pid);
	if (err)
		p->pid = 0;
	for (i = 0; env[i]; i++)
		free(env[i]);
	return -err;
}

/**
 * gw_script_poll() - read the exit status of a script
 * @p: the uplink's probes
 *
 * Return: 1: success, -1: failure, 0: it is still running
 */
int gw_script_poll(struct gw_probe *p)
{
	int status;

	if (waitpid(p->pid, &status, WNOHANG) != p->pid)
		return 0;
	p->pid = 0;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 1;
	if (WIFEXITED(status))
		snprintf(p->why, sizeof(p->why), "exit status %d", WEXITSTATUS(status));
	else
		snprintf(p->why, sizeof(p->why), "signal %d", WTERMSIG(status));
	return -1;
}

/**
 * gw_script_end() - kill a script that is still running
 * @p: the uplink's probes
 */
void gw_script_end(struct gw_probe *p)
{
	if (!p->pid)
		return;
	kill(-p->pid, SIGKILL);
	while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
		;
	p->pid = 0;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * A control group for a command, with a BPF program that marks its sockets.
 *
 * The group is a child of the one that nvictl is in, so that limits and accounting
 * stay the same.  A process that moves to another group is not reflected.  nvictl
 * does not wait for the end of the command; the next "exec", and the "del" of the last
 * target, remove the groups of commands that have ended.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/bpf.h>
#include <linux/mount.h>

#include "base/common.h"
#include "cmd/reflect/reflect.h"

#define GROUP "nvictl-reflect."

/*
 * Mount cgroup2 without a place in the file system: "ip netns exec" hides the mount
 * below /sys, and a container may have none.
 *
 * Return: a file descriptor of the root, or a negative errno
 */
static int open_tree_root(void)
{
	int fs = syscall(__NR_fsopen, "cgroup2", FSOPEN_CLOEXEC);
	int root = -1, err;

	if (fs >= 0 && !syscall(__NR_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		root = syscall(__NR_fsmount, fs, FSMOUNT_CLOEXEC, 0);
	err = errno;
	if (fs >= 0)
		close(fs);
	return root >= 0 ? root : -err;
}

/* "0::/PATH" is the line of cgroup2 */
static bool own_path(char *path, size_t size)
{
	FILE *f = fopen("/proc/self/cgroup", "re");
	bool found = false;

	while (f && !found && fgets(path, size, f))
		found = !strncmp(path, "0::/", 4);
	if (f)
		fclose(f);
	if (found) {
		path[strcspn(path, "\n")] = 0;
		memmove(path, path + 4, strlen(path + 4) + 1);
	}
	return found;
}

/* Return: a file descriptor of the group of this process, or REFUSED after a message */
static int open_own(int root)
{
	char path[PATH_MAX];
	int fd;

	if (!own_path(path, sizeof(path)))
		return refuse("cannot find the control group of this process: there is no line \"0::\" in /proc/self/cgroup");
	fd = openat(root, *path ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 ? fd : refuse("cannot open control group \"/%s\": %s", path,
				     strerror(errno));
}

static int sweep_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	const char *name = path + at->base;

	(void)st;
	/* a running nvictl may be about to move into its group */
	if (type != FTW_DP || strncmp(name, GROUP, strlen(GROUP)) ||
	    !kill(atoi(name + strlen(GROUP)), 0))
		return 0;
	/* a group with processes stays: EBUSY */
	rmdir(path);
	return 0;
}

static void sweep(int root)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d/.", root);
	nftw(path, sweep_one, 16, FTW_DEPTH | FTW_PHYS);
}

/**
 * cgroup_sweep() - remove the groups of commands that have ended
 */
void cgroup_sweep(void)
{
	int root = open_tree_root();

	if (root < 0)
		return;
	sweep(root);
	close(root);
}

static int attach_prog(int group, int prog)
{
	union bpf_attr attr = {
		.target_fd = group,
		.attach_bpf_fd = prog,
		.attach_type = BPF_CGROUP_INET_SOCK_CREATE,
		/* the programs of groups above run as well */
		.attach_flags = BPF_F_ALLOW_MULTI,
	};

	if (!syscall(__NR_bpf, BPF_PROG_ATTACH, &attr, sizeof(attr)))
		return 0;
	return refuse("cannot attach a program to the command's control group: %s",
		      errno == EPERM ? "another one, of a group above, does not allow it" :
		      errno == EINVAL ? "the kernel has no BPF for control groups (CONFIG_CGROUP_BPF)" :
		      strerror(errno));
}

static int move_in(int group)
{
	int fd = openat(group, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, "0", 1) == 1;
	int err = errno;

	if (fd >= 0)
		close(fd);
	return done ? 0 : refuse("cannot move into a control group for the command: %s",
				 strerror(err));
}

/* Create a group below @parent and move there. Return: 0, or REFUSED after a message */
static int enter_new(int parent, int prog)
{
	char name[64];
	int group, err, i = 0;

	/* a group of this name may hold children of a command that had this PID */
	do
		snprintf(name, sizeof(name), GROUP "%d.%d", getpid(), i);
	while ((err = mkdirat(parent, name, 0755)) && errno == EEXIST && i++ < 100);
	if (err)
		return refuse("cannot make a control group for the command: %s",
			      strerror(errno));
	group = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (group < 0)
		return refuse("cannot open the control group of the command: %s",
			      strerror(errno));
	err = attach_prog(group, prog);
	if (!err)
		err = move_in(group);
	close(group);
	if (err)
		unlinkat(parent, name, AT_REMOVEDIR);
	return err;
}

/**
 * cgroup_enter() - move this process into a control group of its own
 * @prog: BPF program that runs for each socket created in the group
 *
 * Return: 0, or REFUSED after a message
 */
int cgroup_enter(int prog)
{
	int root = open_tree_root();
	int parent, err;

	if (root < 0)
		return refuse("cannot look at control groups: %s",
			      root == -EPERM ? "this needs CAP_SYS_ADMIN (be root)" :
			      root == -ENODEV ? "the kernel has no cgroup2" : strerror(-root));
	sweep(root);
	parent = open_own(root);
	err = parent < 0 ? parent : enter_new(parent, prog);
	if (parent >= 0)
		close(parent);
	close(root);
	return err;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl reflect exec: reflection for a program that does not call nvi_reflect(3).
 *
 * A BPF program of six instructions, attached to a control group, marks each socket
 * that is created in it.  Unlike a preloaded library, it works for commands that are
 * linked statically, drop privileges or start other programs.  It is loaded and
 * attached by system call, one each: the functions of libbpf have other names in
 * Debian 11 than in Debian 12.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/bpf.h>

#include "cmd/reflect/reflect.h"

#define INSN(op, d, s, o, i) \
	{ .code = (op), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i) }
#define MARK_AT offsetof(struct bpf_sock, mark)

static int bpf_load(__u32 mark, __u32 mask)
{
	const struct bpf_insn insns[] = {
		/* r2 = sk->mark & ~mask | mark */
		INSN(BPF_LDX | BPF_MEM | BPF_W, 2, 1, MARK_AT, 0),
		INSN(BPF_ALU | BPF_AND | BPF_K, 2, 0, 0, ~mask),
		INSN(BPF_ALU | BPF_OR | BPF_K, 2, 0, 0, mark),
		INSN(BPF_STX | BPF_MEM | BPF_W, 1, 2, MARK_AT, 0),
		/* return 1: allow the socket */
		INSN(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 1),
		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_CGROUP_SOCK,
		.expected_attach_type = BPF_CGROUP_INET_SOCK_CREATE,
		.insns = (uintptr_t)insns,
		.insn_cnt = ARRAY_SIZE(insns),
		.license = (uintptr_t)"GPL",
		.prog_name = "nvi_reflect",
	};

	return syscall(__NR_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}

/* Return: a file descriptor, or REFUSED after a message */
static int load_prog(__u32 mark, __u32 mask)
{
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	struct rlimit before;
	int prog, err;

	/* up to Linux 5.10 BPF programs count as locked memory of the user */
	getrlimit(RLIMIT_MEMLOCK, &before);
	setrlimit(RLIMIT_MEMLOCK, &all);
	prog = bpf_load(mark, mask);
	err = errno;
	setrlimit(RLIMIT_MEMLOCK, &before);
	if (prog >= 0)
		return prog;
	return refuse("cannot load a program that marks sockets, for which the kernel has to have CONFIG_CGROUP_BPF: %s",
		      err == EPERM ? "this needs CAP_BPF and CAP_NET_ADMIN (be root)" :
		      strerror(err));
}

/* The mark of the first entry that matches one */
static int find_mark(struct reflect_entry *entry)
{
	const struct rules *rules;
	size_t at;
	int f;

	for (f = 0; f < 2; f++) {
		rules = rules_get(reflect_families[f]);
		if (!rules)
			return REFUSED;
		for (at = 0; reflect_next(&reflect_command, rules, &at, entry);)
			if (entry->mask)
				return 0;
	}
	return refuse("marked sockets are not reflected here; first: nvictl reflect add sockets");
}

/**
 * reflect_exec() - run "nvictl reflect exec"
 * @args: the words behind "exec"
 *
 * Return: BAD_INPUT or REFUSED; it does not return if it runs the command
 */
int reflect_exec(struct args *args)
{
	struct reflect_entry entry;
	int prog, err;

	if (args->argc && !strcmp(args->argv[0], "--"))
		args_skip(args);
	if (!args->argc || !*args->argv[0])
		return fail("\"reflect exec\" needs a command");
	if (batch_running())
		return fail("\"reflect exec\" is not for a batch: it does not return");
	err = find_mark(&entry);
	if (err)
		return err;
	prog = load_prog(entry.mark, entry.mask);
	if (prog < 0)
		return prog;
	err = cgroup_enter(prog);
	close(prog);
	if (err)
		return err;
	fflush(stdout);
	/* argv of main() ends with NULL */
	execvp(args->argv[0], args->argv);
	return refuse("cannot run \"%s\": %s", args->argv[0], strerror(errno));
}

// SPDX-License-Identifier: GPL-2.0
/*
 * exit() ends a run instead of the fuzzer.
 *
 * libnetfilter_conntrack also calls exit(), if an attribute has a wrong length.
 * Then only the parsing of the message ends, so that nvictl frees its memory.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>

#include "fuzz.h"

static jmp_buf on_parse;
static bool parsing;

int edge_nfct_parse(const struct nlmsghdr *h, struct nf_conntrack *ct)
{
	int err;

	if (setjmp(on_parse)) {
		parsing = false;
		return -1;
	}
	parsing = true;
	err = nfct_nlmsg_parse(h, ct);
	parsing = false;
	return err;
}

void exit(int status)
{
	void (*real)(int status) = (void (*)(int))dlsym(RTLD_NEXT, "exit");

	if (edge.running) {
		edge.exited = true;
		if (parsing)
			longjmp(on_parse, 1);
		longjmp(edge.on_exit, 1);
	}
	real(status);
	abort();
}

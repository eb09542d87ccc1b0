// SPDX-License-Identifier: GPL-2.0
/*
 * exit() ends a run, not the fuzzer.
 *
 * Besides nvictl, libnetfilter_conntrack calls it when an attribute has not the
 * length that it should have.  That ends the parsing of one message only, so
 * that nothing of nvictl's is left unfreed.
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

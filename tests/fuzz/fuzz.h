/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the fuzzers share.
 */
#ifndef _FUZZ_H
#define _FUZZ_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/netlink.h>

/**
 * struct edge - what nvictl meets outside
 * @replies: what the kernel says, made up by the fuzzer; NULL: the kernel of
 *	kernel.c, which makes sense
 * @left: bytes of @replies
 * @file: what is in every file
 * @file_len: bytes of @file
 * @fail_at: the kernel of kernel.c refuses the change with this number; 0: none
 * @slept: how many times
 * @turn: poll() says so of one socket, then of the other
 * @running: it is nvictl who runs
 * @exited: exit() was called
 * @on_exit: where exit() leads then
 */
struct edge {
	const uint8_t *replies;
	size_t left;
	const char *file;
	size_t file_len;
	unsigned int fail_at;
	unsigned int slept;
	unsigned int turn;
	bool running;
	bool exited;
	jmp_buf on_exit;
};

extern struct edge edge;

/* kernel.c: messages of an answer, one behind the other */
struct answer {
	size_t len;
	uint8_t data[16384];
};

void kernel_answer(const struct nlmsghdr *request, bool fail, struct answer *to);

/* check.c */
void check_request(const struct nlmsghdr *request);
void check_json(const char *text, size_t len);
void bug(const char *what, const char *text, size_t len);

/* run.c */
int run_nvictl(int argc, char **argv);
void run_options(unsigned int bits);
int run_words(char *const *words);
int run_batch(void);
void run_end(void);
const char *run_printed(size_t *len);

/* exit.c */
struct nf_conntrack;
int edge_nfct_parse(const struct nlmsghdr *h, struct nf_conntrack *ct);

/* what libFuzzer calls */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#endif /* _FUZZ_H */

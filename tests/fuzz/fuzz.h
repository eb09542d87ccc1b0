/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Declarations for all fuzzers.
 */
#ifndef _FUZZ_H
#define _FUZZ_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/netlink.h>

/**
 * struct edge - state of the mock system
 * @replies: answers of the kernel, made by the fuzzer; NULL: kernel.c answers
 * @left: bytes left in @replies
 * @file: content of every file
 * @file_len: length of @file
 * @fail_at: number of the change that kernel.c refuses; 0: none
 * @slept: number of sleeps
 * @turn: number of poll() calls; the two sockets become readable in turn
 * @running: nvictl runs, and exit() ends the run
 * @exited: exit() was called
 * @on_exit: target of exit()
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

/* kernel.c: the messages of an answer */
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

/* called by libFuzzer */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#endif /* _FUZZ_H */

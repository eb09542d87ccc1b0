// SPDX-License-Identifier: GPL-2.0
/*
 * Run nvictl many times in one process.  This file includes main.c to reset its
 * static variables after each run.
 */
#define main nvictl_main
#include "../../userspace/main.c"
#undef main

#include "base/names.h"
#include "base/out.h"
#include "kernel/rules.h"
#include "nl/request.h"
#include "fuzz.h"

static char *printed;
static size_t printed_len, printed_room;

static ssize_t keep(void *cookie, const char *data, size_t len)
{
	if (printed_len + len > printed_room) {
		printed_room = 2 * (printed_len + len);
		printed = realloc(printed, printed_room);
	}
	memcpy(printed + printed_len, data, len);
	printed_len += len;
	return len;
}

static ssize_t forget(void *cookie, const char *data, size_t len)
{
	return len;
}

/* Keep the standard output of nvictl, and discard its error messages. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	stdout = fopencookie(NULL, "w", (cookie_io_functions_t){ .write = keep });
	stderr = fopencookie(NULL, "w", (cookie_io_functions_t){ .write = forget });
	cmd_objects(objects);
	return 0;
}

/**
 * run_printed() - get the standard output of this run
 * @len: set to its length
 *
 * Return: the text, without a zero byte at its end.
 */
const char *run_printed(size_t *len)
{
	fflush(stdout);
	*len = printed_len;
	return printed;
}

/* Check the output and reset all state for the next run. */
void run_end(void)
{
	fflush(stdout);
	fflush(stderr);
	/* after exit() in the middle of a command the JSON may be incomplete */
	if (options.json && printed_len && !edge.exited)
		check_json(printed, printed_len);
	options.json = true;
	out_reset();
	fflush(stdout);
	request_put_back();
	rules_forget();
	device_names_forget();
	printed_len = 0;
	batch_file = NULL;
	memset(&options, 0, sizeof(options));
	memset(&edge, 0, sizeof(edge));
}

/**
 * run_options() - set the global options for run_words() and run_batch()
 * @bits: the options
 */
void run_options(unsigned int bits)
{
	static const int families[] = { AF_UNSPEC, AF_INET, AF_INET6, AF_UNSPEC };

	options.json = bits & 1;
	options.pretty = bits & 2;
	options.details = bits & 4;
	options.stats = bits & 8;
	options.color = bits & 16 && !options.json;
	options.atomic = bits & 32;
	options.family = families[bits >> 6 & 3];
}

int run_nvictl(int argc, char **argv)
{
	edge.running = true;
	return setjmp(edge.on_exit) ? REFUSED : nvictl_main(argc, argv);
}

/* Fill the stack, so that uninitialized variables have the same odd value each time. */
static __attribute__((noinline)) void soil_stack(void)
{
	volatile char soil[32768];

	memset((void *)soil, 0x5a, sizeof(soil));
}

/**
 * run_words() - run one command, after run_options()
 * @words: the words of the command, and NULL
 *
 * Return: the exit status.
 */
int run_words(char *const *words)
{
	struct args args = { .argv = (char **)words };

	while (words[args.argc])
		args.argc++;
	edge.running = true;
	soil_stack();
	return setjmp(edge.on_exit) ? REFUSED : cmd_run(&args);
}

int run_batch(void)
{
	edge.running = true;
	return setjmp(edge.on_exit) ? REFUSED : batch_run("a file");
}

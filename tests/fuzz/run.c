// SPDX-License-Identifier: GPL-2.0
/*
 * One run of nvictl after the other in one process: main.c is part of this file,
 * for its variables have to be as they were.
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

/* What nvictl prints is kept, what it complains of is not. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	stdout = fopencookie(NULL, "w", (cookie_io_functions_t){ .write = keep });
	stderr = fopencookie(NULL, "w", (cookie_io_functions_t){ .write = forget });
	cmd_objects(objects);
	return 0;
}

/**
 * run_printed() - what is on standard output
 * @len: comes here
 */
const char *run_printed(size_t *len)
{
	fflush(stdout);
	*len = printed_len;
	return printed;
}

/* As if the process had ended, and the next one begins */
void run_end(void)
{
	fflush(stdout);
	fflush(stderr);
	/* one that exits in the middle leaves half of it, and a status that says so */
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
 * run_options() - for those who do not come in by main()
 * @bits: some of them
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

/* What is read from the stack and was never set is to be seen at once, and every time. */
static __attribute__((noinline)) void soil_stack(void)
{
	volatile char soil[32768];

	memset((void *)soil, 0x5a, sizeof(soil));
}

/**
 * run_words() - one command, after run_options()
 * @words: of it, ends with NULL
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

// SPDX-License-Identifier: GPL-2.0
/*
 * Input: a byte, the number of the change that the kernel refuses; then the words
 * of a command line, separated by blanks.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define MAX_WORDS 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *argv[MAX_WORDS + 2] = { "nvictl" };
	char *copy, *word, *save;
	int argc = 1, i;

	if (!len)
		return 0;
	edge.fail_at = *data % 8;
	copy = strndup((const char *)data + 1, len - 1);
	for (word = strtok_r(copy, "\n ", &save); word && argc <= MAX_WORDS;
	     word = strtok_r(NULL, "\n ", &save))
		/* separate copies, so that ASan finds a read past the end of a word */
		argv[argc++] = strdup(word);
	/* "-b file" reads the same words as a batch */
	edge.file = copy;
	edge.file_len = strlen(copy);
	run_nvictl(argc, argv);
	run_end();
	for (i = 1; i < argc; i++)
		free(argv[i]);
	free(copy);
	return 0;
}

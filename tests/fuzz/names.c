// SPDX-License-Identifier: GPL-2.0
/*
 * Input: a file such as rt_tables.  Each word in it is looked up as a name.
 */
#include "../../userspace/base/names.c"
#include "fuzz.h"

#ifdef FUZZ_PLANTED
/* static, so that the compiler does not remove it */
static char *few;

/* The planted bug: no seed has a name with NV, see tests/host/fuzz.sh. */
static void planted(const char *name)
{
	few = malloc(4);
	if (name[0] == 'N' && name[1] == 'V')
		memcpy(few, name, strlen(name) + 1);
	free(few);
}
#else
static void planted(const char *name)
{
}
#endif

static void look_up(const char *word)
{
	char name[NAME_SIZE];
	__u32 id, again;

	planted(word);
	if (!table_number(word, &id))
		return;
	table_name(id, name);
	/* the printed name must parse to the same number */
	if (strlen(name) < NAME_SIZE - 1 && (!table_number(name, &again) || again != id))
		bug("table", name, strlen(name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *copy, *word, *save;

	edge.file = (const char *)data;
	edge.file_len = len;
	read_all();
	copy = strndup((const char *)data, len);
	for (word = strtok_r(copy, "\n\t ", &save); word; word = strtok_r(NULL, "\n\t ", &save))
		look_up(word);
	free(copy);
	free(tables);
	tables = NULL;
	table_count = 0;
	run_end();
	return 0;
}

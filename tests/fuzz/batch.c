// SPDX-License-Identifier: GPL-2.0
/*
 * The file of a batch, behind a byte of options and one that says which of its
 * changes the kernel refuses.
 */
#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	int err;

	if (len < 3)
		return 0;
	run_options(data[0]);
	edge.fail_at = data[1] % 128;
	edge.file = (const char *)data + 2;
	edge.file_len = len - 2;
	err = run_batch();
	/* half a line must not be run as if it were all of it */
	if (!err && memchr(edge.file, 0, edge.file_len))
		bug("batch", "a zero byte was passed over", 27);
	run_end();
	return 0;
}

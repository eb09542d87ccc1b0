// SPDX-License-Identifier: GPL-2.0
/*
 * Input: a byte of options; a byte, the number of the change that the kernel
 * refuses; then the file of a batch.
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
	/* nvictl must not run the part of a line before a zero byte */
	if (!err && memchr(edge.file, 0, edge.file_len))
		bug("batch", "a zero byte was passed over", 27);
	run_end();
	return 0;
}

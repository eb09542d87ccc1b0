// SPDX-License-Identifier: GPL-2.0
/*
 * Replacing the gateway's nftables table.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "gateway/apply/table.h"
#include "gateway/state.h"
#include "nft/run.h"

/**
 * gw_table_set() - replace the table, in one transaction
 * @nft: the new table as text; NULL: delete it
 *
 * Return: 0, or REFUSED after a message
 */
int gw_table_set(const char *nft)
{
	char *commands, *said;
	int err;

	if (asprintf(&commands, "table inet " GW_TABLE "\ndelete table inet " GW_TABLE "\n%s",
		     nft ? nft : "") < 0)
		return refuse("out of memory");
	err = nft_run(commands, false, &said);
	if (err)
		err = refuse("cannot change the gateway's table of nftables: %.*s",
			     said ? (int)strcspn(said, "\n") : 0, said ? said : "");
	free(commands);
	free(said);
	return err;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Reading the gateway's nftables table and comparing it with the wanted one.
 *
 * nft lists a ruleset in other words than it was written in, and versions of nft
 * differ.  To compare, the wanted table is loaded into a temporary network namespace
 * and listed there.  This also finds what nftables refuses before anything has changed.
 */
#include <stdlib.h>
#include <string.h>

#include "base/aside.h"
#include "base/message.h"
#include "gateway/look/table.h"
#include "gateway/state.h"
#include "nft/run.h"

/**
 * gw_table_list() - list the table in the kernel
 * @counters: with the values of its counters
 *
 * Return: text, to be freed; NULL if there is no such table
 */
char *gw_table_list(bool counters)
{
	char *said;

	if (!nft_run("list table inet " GW_TABLE, counters, &said))
		return said;
	free(said);
	return NULL;
}

/* Runs in the temporary namespace. Return: 1 if nftables refuses the table */
static int rehearse(const void *arg, FILE *out)
{
	char *said = NULL;

	if (nft_run(arg, false, &said)) {
		fprintf(out, "%.*s", said ? (int)strcspn(said, "\n") : 0, said ? said : "");
		return 1;
	}
	free(said);
	said = gw_table_list(false);
	fputs(said ? said : "", out);
	return 0;
}

/**
 * gw_table_try() - load a table into a temporary network namespace and list it
 * @nft: the table
 * @listed: gets the list, to be freed; NULL if there can be no such namespace
 *
 * Return: 0, or REFUSED after a message if nftables refuses the table
 */
int gw_table_try(const char *nft, char **listed)
{
	int status = aside(rehearse, nft, listed), err = status < 0 ? status : 0;

	if (status == 1)
		err = refuse("nftables refuses the gateway's table: %s",
			     *listed ? *listed : "");
	if (status) {
		free(*listed);
		*listed = NULL;
	}
	return err;
}

/**
 * gw_table_same() - compare the table in the kernel with the wanted one
 * @nft: the wanted table
 * @same: gets the result; false if there can be no temporary namespace
 *
 * If the kernel has no such table, @nft is not tried: applying it takes as long as
 * trying it, and is the first step, in one transaction.
 *
 * Return: 0, or REFUSED after a message if nftables refuses @nft
 */
int gw_table_same(const char *nft, bool *same)
{
	char *listed, *there = gw_table_list(false);
	int err;

	*same = false;
	if (!there)
		return 0;
	err = gw_table_try(nft, &listed);
	if (!err && listed)
		*same = !strcmp(there, listed);
	free(listed);
	free(there);
	return err;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * The gateway's table of nftables, by libnftables.
 *
 * Is the table in the kernel what it shall be?  nft prints a ruleset otherwise than
 * it was written, from version to version; so the wanted one is loaded into a
 * network namespace of its own for a moment, and listed there.  That finds what
 * nftables would refuse, too, before anything has changed.
 */
#include <stdlib.h>
#include <string.h>
#include <nftables/libnftables.h>

#include "base/aside.h"
#include "gateway/gateway.h"

/* Return: 0 with what it printed, or an error with what it said; to be freed */
static int run(const char *commands, bool counters, char **said)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
	int err = nft ? 0 : -1;

	*said = NULL;
	if (!err) {
		nft_ctx_buffer_error(nft);
		nft_ctx_buffer_output(nft);
		/* with numbers for words, "oif missing" would come back as "oif 0" */
		nft_ctx_output_set_flags(nft, counters ? 0 : NFT_CTX_OUTPUT_STATELESS);
		err = nft_run_cmd_from_buffer(nft, commands);
		*said = strdup(err ? nft_ctx_get_error_buffer(nft) :
				     nft_ctx_get_output_buffer(nft));
		nft_ctx_free(nft);
	}
	return err;
}

/**
 * gw_table_list() - as it is in the kernel
 * @counters: with their values
 *
 * Return: text, to be freed; NULL if there is none
 */
char *gw_table_list(bool counters)
{
	char *said;

	if (!run("list table inet " GW_TABLE, counters, &said))
		return said;
	free(said);
	return NULL;
}

/**
 * gw_table_set() - replace it, in one transaction
 * @nft: the new one; NULL: none
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
	err = run(commands, false, &said);
	if (err)
		err = refuse("cannot change the gateway's table of nftables: %.*s",
			     said ? (int)strcspn(said, "\n") : 0, said ? said : "");
	free(commands);
	free(said);
	return err;
}

/* In a namespace of its own. Return: 1: nftables refuses it */
static int rehearse(const void *arg, FILE *out)
{
	char *said = NULL;

	if (run(arg, false, &said)) {
		fprintf(out, "%.*s", said ? (int)strcspn(said, "\n") : 0, said ? said : "");
		return 1;
	}
	free(said);
	said = gw_table_list(false);
	fputs(said ? said : "", out);
	return 0;
}

/**
 * gw_table_try() - would nftables take it, and how would it print it?
 * @nft: the table
 * @listed: comes here, to be freed; NULL if it cannot be known
 *
 * Return: 0, or REFUSED after a message
 */
int gw_table_try(const char *nft, char **listed)
{
	int status = aside(rehearse, nft, listed), err = status < 0 ? status : 0;

	if (status == 1)
		err = refuse("nftables does not take the gateway's table: %s",
			     *listed ? *listed : "");
	if (status) {
		free(*listed);
		*listed = NULL;
	}
	return err;
}

/**
 * gw_table_same() - is the table in the kernel this one already?
 * @nft: as it shall be
 * @same: comes here; false also if it cannot be known
 *
 * Where there is none, nothing is tried: that takes as long as to do it, and nftables
 * comes first, in one transaction.
 *
 * Return: 0, or REFUSED after a message if nftables would not take it
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

// SPDX-License-Identifier: GPL-2.0
/*
 * Commands of nft(8), run by libnftables.
 */
#include <string.h>
#include <nftables/libnftables.h>

#include "nft/run.h"

/**
 * nft_run() - run commands, in one transaction
 * @commands: the commands, as text
 * @counters: list rules with the values of their counters
 * @said: gets the output, or on failure the error messages, to be freed; NULL without
 *	memory
 *
 * Return: 0; something else if nftables refuses the commands
 */
int nft_run(const char *commands, bool counters, char **said)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
	int err;

	*said = NULL;
	if (!nft)
		return -1;
	nft_ctx_buffer_error(nft);
	nft_ctx_buffer_output(nft);
	/* With numbers instead of words, "oif missing" would be listed as "oif 0". */
	nft_ctx_output_set_flags(nft, counters ? 0 : NFT_CTX_OUTPUT_STATELESS);
	err = nft_run_cmd_from_buffer(nft, commands);
	*said = strdup(err ? nft_ctx_get_error_buffer(nft) : nft_ctx_get_output_buffer(nft));
	nft_ctx_free(nft);
	return err;
}

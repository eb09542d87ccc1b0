// SPDX-License-Identifier: GPL-2.0
/*
 * The ingress record; <linux/nvi.h> defines its layout.
 */
#include <arpa/inet.h>
#include <string.h>

#include "kernel/record.h"

/* Index of label word n: the labels are one number in host byte order. */
static unsigned int word_place(unsigned int n)
{
	return htonl(1) == 1 ? NVI_LABEL_WORDS - 1 - n : n;
}

/**
 * record_decode() - read the ingress record from a connection's labels
 * @labels: CTA_LABELS
 * @len: of @labels; if it is too short, the record is empty
 * @record: the result
 */
void record_decode(const void *labels, size_t len, struct record *record)
{
	__u32 word[NVI_LABEL_WORDS], orig, reply, rest;

	memset(record, 0, sizeof(*record));
	if (!labels || len < sizeof(word))
		return;
	memcpy(word, labels, sizeof(word));
	orig = word[word_place(NVI_LABEL_WORD_ORIG)];
	reply = word[word_place(NVI_LABEL_WORD_REPLY)];
	rest = word[word_place(NVI_LABEL_WORD_LLADDR)];

	record->original = orig & NVI_LABEL_IFINDEX_MASK;
	record->reply = reply & NVI_LABEL_IFINDEX_MASK;
	record->lladdr[0] = orig >> NVI_LABEL_OCTET_SHIFT;
	record->lladdr[1] = reply >> NVI_LABEL_OCTET_SHIFT;
	record->lladdr[2] = rest;
	record->lladdr[3] = rest >> 8;
	record->lladdr[4] = rest >> 16;
	record->lladdr[5] = rest >> 24;
}

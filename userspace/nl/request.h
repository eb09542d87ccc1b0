/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Changes to the kernel: sent at once, or queued in a batch.
 */
#ifndef _NVICTL_REQUEST_H
#define _NVICTL_REQUEST_H

#include "nl/nl.h"

/**
 * struct request - one change
 * @msg: to rtnetlink; is freed
 * @undo: undoes @msg; is freed; NULL if that is not possible
 * @what: first part of the message if it fails: "cannot add rule"; is copied
 * @explain: returns a better explanation of an error, or NULL; may be NULL itself
 */
struct request {
	struct nl_msg *msg;
	struct nl_msg *undo;
	const char *what;
	const char *(*explain)(int err, const char *said);
};

/* most requests of a group */
#define REQUEST_GROUP 16

void request_batch(bool wait);
bool request_waits(void);
int request_group(void);
int request_group_end(void);
int request_run(const struct request *request);
int request_flush(void);
void request_put_back(void);
void request_keep_undo(struct nl_msg *msg);
long request_all(void);
int request_all_end(long from, int err);

#endif /* _NVICTL_REQUEST_H */

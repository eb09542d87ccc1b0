// SPDX-License-Identifier: GPL-2.0
/*
 * Changes to the kernel.
 *
 * Outside of a batch a request is sent at once.  In a batch requests are queued until
 * there are NL_BULK of them, or until a command reads from the kernel, and are sent
 * in one system call.  The kernel processes all of them even if one fails; those
 * after the first failure are undone, so that the batch ends at the line of its
 * message.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/options.h"
#include "nl/request.h"

struct waiting {
	struct request request;
	char *what;
	unsigned long line;
	unsigned int group;
	int err;
};

static struct waiting queue[NL_BULK];
static int queued;
static unsigned int group;
static bool in_group;

/* undo of the requests that succeeded, in an atomic batch or command */
static struct nl_msg **undo;
static size_t undo_count;
static bool in_step;

/* requests are queued */
static bool in_batch;

/**
 * request_batch() - queue requests, or send each at once
 * @wait: queue them
 */
void request_batch(bool wait)
{
	in_batch = wait;
}

/**
 * request_waits() - true if requests are queued
 */
bool request_waits(void)
{
	return in_batch;
}

/**
 * request_keep_undo() - add a message to the undo of the next request
 * @msg: sent after that request's own undo; is freed
 */
void request_keep_undo(struct nl_msg *msg)
{
	struct nl_msg **grown;

	if (!msg)
		return;
	if (!options.atomic && !in_step) {
		nlmsg_free(msg);
		return;
	}
	if (!(undo_count % 256)) {
		grown = realloc(undo, (undo_count + 256) * sizeof(*undo));
		if (!grown) {
			refuse("out of memory");
			exit(-REFUSED);
		}
		undo = grown;
	}
	undo[undo_count++] = msg;
}

/* Undo messages are sent one by one: there are few of them. */
static void put_back(struct nl_msg *msg)
{
	int err = knl_get(msg, NULL, NULL);

	/* already deleted: the routes of a device are deleted with it */
	if (err && err != -ENOENT && err != -ESRCH && err != -ENODEV)
		warn("could not put back: %s", knl_reason(err, knl_said()));
}

/**
 * request_put_back() - undo an atomic batch, in reverse order
 */
void request_put_back(void)
{
	while (undo_count)
		put_back(undo[--undo_count]);
}

/**
 * request_all() - begin a transaction: all requests succeed, or all are undone
 *
 * Unlike those of a group, a request of a transaction may depend on the answer to
 * the one before.
 *
 * Return: the argument of request_all_end(), or less than 0 after a message about an
 * earlier request
 */
long request_all(void)
{
	int err = request_flush();

	in_step = !err;
	return err ? err : (long)undo_count;
}

/**
 * request_all_end() - end a transaction
 * @from: result of request_all()
 * @err: result of the transaction; less than 0: undo it
 *
 * Return: @err, or REFUSED if the kernel refused a queued request
 */
int request_all_end(long from, int err)
{
	int late = request_flush();

	if (!err)
		err = late;
	in_step = false;
	while (undo_count > (size_t)from && (err || !options.atomic)) {
		struct nl_msg *msg = undo[--undo_count];

		if (err)
			put_back(msg);
		else
			nlmsg_free(msg);
	}
	return err;
}

static void take_result(int i, int err, const char *said, void *arg)
{
	const struct request *r = &queue[i].request;
	const char *reason = NULL;
	int *failed = arg;

	queue[i].err = err;
	if (!err || *failed >= 0)
		return;
	*failed = i;
	if (r->explain)
		reason = r->explain(err, said);
	refuse_at(queue[i].line, "%s: %s", queue[i].what, reason ? reason : knl_reason(err, said));
}

/* True if the request is to be undone because @failed failed. */
static bool goes_with(int i, int failed)
{
	if (failed < 0 || queue[i].err)
		return false;
	return i > failed || queue[i].group == queue[failed].group;
}

static void settle(int failed)
{
	int i;

	for (i = queued - 1; i >= 0; i--) {
		struct request *r = &queue[i].request;

		nlmsg_free(r->msg);
		if (goes_with(i, failed) && r->undo) {
			put_back(r->undo);
			r->undo = NULL;
		}
	}
	for (i = 0; i < queued; i++) {
		struct request *r = &queue[i].request;

		if (queue[i].err)
			nlmsg_free(r->undo);
		else
			request_keep_undo(r->undo);
		free(queue[i].what);
	}
	queued = 0;
}

/**
 * request_flush() - send the queued requests
 *
 * Return: 0, or REFUSED after a message about the first that failed
 */
int request_flush(void)
{
	struct nl_msg *msgs[NL_BULK];
	int failed = -1;
	int i, err;

	if (!queued)
		return 0;
	for (i = 0; i < queued; i++) {
		msgs[i] = queue[i].request.msg;
		queue[i].err = -EIO;
	}
	err = knl_bulk(msgs, queued, take_result, &failed);
	if (err) {
		refuse("cannot send to the kernel: %s", strerror(-err));
		failed = 0;
	}
	settle(failed);
	return failed >= 0 ? REFUSED : 0;
}

/**
 * request_run() - send or queue a request
 * @request: the request
 *
 * Return: 0, or REFUSED after a message, which may be about an earlier request
 */
int request_run(const struct request *request)
{
	struct waiting *w = &queue[queued++];

	w->group = in_group ? group : ++group;
	w->request = *request;
	w->what = strdup(request->what);
	w->line = message_line();
	if (!w->what) {
		refuse("out of memory");
		exit(-REFUSED);
	}
	if (in_group || (in_batch && queued < NL_BULK))
		return 0;
	return request_flush();
}

/**
 * request_group() - begin a group: up to REQUEST_GROUP requests, all or none
 *
 * Return: 0, or REFUSED after a message about an earlier request
 */
int request_group(void)
{
	int err = queued + REQUEST_GROUP > NL_BULK ? request_flush() : 0;

	in_group = true;
	group++;
	return err;
}

/**
 * request_group_end() - end a group
 *
 * Return: 0, or REFUSED after a message
 */
int request_group_end(void)
{
	in_group = false;
	group++;
	return in_batch && queued < NL_BULK ? 0 : request_flush();
}

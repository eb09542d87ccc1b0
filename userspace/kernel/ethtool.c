// SPDX-License-Identifier: GPL-2.0
/*
 * Counters of a device, by ioctl: the netlink interface of ethtool has the standard
 * counters only, not those of a driver.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>

#include "kernel/ethtool.h"

static int ask(int fd, const char *device, void *data)
{
	struct ifreq ifr = { };

	memcpy(ifr.ifr_name, device, strnlen(device, sizeof(ifr.ifr_name) - 1));
	ifr.ifr_data = data;
	return ioctl(fd, SIOCETHTOOL, &ifr) ? -errno : 0;
}

static int count_counters(int fd, const char *device, unsigned int *count)
{
	struct {
		struct ethtool_sset_info info;
		__u32 count;
	} request = {
		.info = { .cmd = ETHTOOL_GSSET_INFO, .sset_mask = 1ULL << ETH_SS_STATS },
	};
	int err = ask(fd, device, &request);

	*count = request.info.sset_mask ? request.count : 0;
	return err;
}

static int read_names(int fd, const char *device, struct counters *c)
{
	struct ethtool_gstrings *names;
	unsigned int i;
	int err;

	names = calloc(1, sizeof(*names) + c->count * ETH_GSTRING_LEN);
	c->name = calloc(c->count, sizeof(*c->name));
	if (!names || !c->name) {
		free(names);
		return -ENOMEM;
	}
	names->cmd = ETHTOOL_GSTRINGS;
	names->string_set = ETH_SS_STATS;
	names->len = c->count;
	err = ask(fd, device, names);
	for (i = 0; !err && i < c->count; i++)
		memcpy(c->name[i], names->data + i * ETH_GSTRING_LEN, ETH_GSTRING_LEN - 1);
	free(names);
	return err;
}

static int read_values(int fd, const char *device, struct counters *c)
{
	struct ethtool_stats *stats;
	unsigned int i;
	int err;

	stats = calloc(1, sizeof(*stats) + c->count * sizeof(stats->data[0]));
	c->value = calloc(c->count, sizeof(*c->value));
	if (!stats || !c->value) {
		free(stats);
		return -ENOMEM;
	}
	stats->cmd = ETHTOOL_GSTATS;
	stats->n_stats = c->count;
	err = ask(fd, device, stats);
	for (i = 0; !err && i < c->count; i++)
		c->value[i] = stats->data[i];
	free(stats);
	return err;
}

/**
 * counters_read() - read the counters of a device
 * @device: its name
 * @counters: the result, to be freed by counters_free()
 *
 * Return: 0, or a negative errno
 */
int counters_read(const char *device, struct counters *counters)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err;

	memset(counters, 0, sizeof(*counters));
	if (fd < 0)
		return -errno;
	err = count_counters(fd, device, &counters->count);
	if (!err && counters->count)
		err = read_names(fd, device, counters);
	if (!err && counters->count)
		err = read_values(fd, device, counters);
	close(fd);
	if (err)
		counters_free(counters);
	return err;
}

/**
 * counters_free() - free counters
 * @counters: of counters_read()
 */
void counters_free(struct counters *counters)
{
	free(counters->name);
	free(counters->value);
	memset(counters, 0, sizeof(*counters));
}

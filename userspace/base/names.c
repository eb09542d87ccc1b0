// SPDX-License-Identifier: GPL-2.0
/*
 * Names of routing tables, devices and protocols.
 */
#include <dirent.h>
#include <netdb.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/names.h"
#include "base/parse.h"

/* Later directories win: the administrator's names over those of a package. */
static const char *const table_dirs[] = {
	"/usr/lib/iproute2", "/usr/share/iproute2", "/etc/iproute2",
};

struct table {
	__u32 id;
	char name[NAME_SIZE];
};

static struct table *tables;
static size_t table_count;

static void add_table(__u32 id, const char *name)
{
	struct table *grown;

	if (!(table_count % 64)) {
		grown = realloc(tables, (table_count + 64) * sizeof(*tables));
		if (!grown)
			return;
		tables = grown;
	}
	tables[table_count].id = id;
	snprintf(tables[table_count].name, sizeof(tables->name), "%s", name);
	table_count++;
}

/* A line is "NUMBER NAME"; others are ignored. */
static void read_tables(const char *path)
{
	FILE *file = fopen(path, "re");
	char line[256];

	while (file && fgets(line, sizeof(line), file)) {
		char *save, *number, *name;
		__u32 id;

		line[strcspn(line, "#\n")] = 0;
		number = strtok_r(line, " \t", &save);
		name = number ? strtok_r(NULL, " \t", &save) : NULL;
		if (name && parse_number(number, 0xffffffff, &id))
			add_table(id, name);
	}
	if (file)
		fclose(file);
}

static int is_conf(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');

	return end && end != entry->d_name && !strcmp(end, ".conf");
}

static void read_dir(const char *dir)
{
	struct dirent **found;
	char path[512];
	int n, i;

	snprintf(path, sizeof(path), "%s/rt_tables", dir);
	read_tables(path);
	snprintf(path, sizeof(path), "%s/rt_tables.d", dir);
	n = scandir(path, &found, is_conf, alphasort);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/rt_tables.d/%s", dir, found[i]->d_name);
		read_tables(path);
		free(found[i]);
	}
	if (n >= 0)
		free(found);
}

static void read_all(void)
{
	size_t i;

	if (table_count)
		return;
	add_table(RT_TABLE_DEFAULT, "default");
	add_table(RT_TABLE_MAIN, "main");
	add_table(RT_TABLE_LOCAL, "local");
	for (i = 0; i < ARRAY_SIZE(table_dirs); i++)
		read_dir(table_dirs[i]);
}

/**
 * table_number() - find a routing table
 * @name: its number, or its name in rt_tables
 * @id: set to its number
 *
 * Return: true if @name is valid
 */
bool table_number(const char *name, __u32 *id)
{
	size_t i;

	if (parse_number(name, 0xffffffff, id))
		return *id;
	read_all();
	for (i = table_count; i-- > 0;) {
		if (strcmp(tables[i].name, name))
			continue;
		*id = tables[i].id;
		return *id;
	}
	return false;
}

/**
 * table_name() - name of a routing table
 * @id: its number
 * @buf: of NAME_SIZE
 *
 * Return: @buf with the name, or the number if it has none
 */
const char *table_name(__u32 id, char *buf)
{
	size_t i;

	read_all();
	for (i = table_count; i-- > 0;) {
		__u32 other;

		/* not a name that means another table, or looks like a number */
		if (tables[i].id != id || !table_number(tables[i].name, &other) || other != id)
			continue;
		memcpy(buf, tables[i].name, sizeof(tables->name));
		return buf;
	}
	snprintf(buf, NAME_SIZE, "%u", id);
	return buf;
}

/* "flow show" prints two names for each of a million connections. */
static struct {
	__u32 ifindex;
	char name[IF_NAMESIZE];
} device_cache[256];

/**
 * device_names_forget() - empty the cache, because devices may have changed
 */
void device_names_forget(void)
{
	memset(device_cache, 0, sizeof(device_cache));
}

/**
 * device_name() - name of a device
 * @ifindex: its index
 * @buf: of NAME_SIZE
 *
 * Return: @buf with the name, or "if7" if there is no such device
 */
const char *device_name(__u32 ifindex, char *buf)
{
	const size_t slot = ifindex % ARRAY_SIZE(device_cache);
	char name[IF_NAMESIZE];

	if (device_cache[slot].ifindex != ifindex || !ifindex) {
		if (!if_indextoname(ifindex, name))
			snprintf(name, sizeof(name), "if%u", ifindex);
		device_cache[slot].ifindex = ifindex;
		memcpy(device_cache[slot].name, name, sizeof(name));
	}
	memcpy(buf, device_cache[slot].name, sizeof(device_cache[slot].name));
	return buf;
}

/**
 * ipproto_name() - name of a protocol above IP
 * @proto: its number
 * @buf: of NAME_SIZE
 *
 * Return: @buf with the name, or the number if it has none
 */
const char *ipproto_name(__u8 proto, char *buf)
{
	static struct {
		bool known;
		char name[16];
	} cache[256];
	struct protoent *entry;

	if (!cache[proto].known) {
		entry = getprotobynumber(proto);
		if (entry)
			snprintf(cache[proto].name, sizeof(cache[proto].name), "%s",
				 entry->p_name);
		else
			snprintf(cache[proto].name, sizeof(cache[proto].name), "%u", proto);
		cache[proto].known = true;
	}
	memcpy(buf, cache[proto].name, sizeof(cache[proto].name));
	return buf;
}

/**
 * lladdr_text() - print an Ethernet address
 * @addr: six octets
 * @buf: of NAME_SIZE
 *
 * Return: @buf
 */
const char *lladdr_text(const __u8 *addr, char *buf)
{
	snprintf(buf, NAME_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", addr[0], addr[1],
		 addr[2], addr[3], addr[4], addr[5]);
	return buf;
}

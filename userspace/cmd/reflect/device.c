// SPDX-License-Identifier: GPL-2.0
/*
 * The device of `nvictl reflect`.  It is created with the first entry and deleted
 * with the last one.  A device that nvictl did not create is used, and stays.
 */
#include <string.h>

#include "kernel/link_change.h"
#include "cmd/reflect/reflect.h"

static int make(const struct reflect_words *w, struct reflection *r)
{
	struct link *dev = &r->dev;
	int i, err;

	reflect_init(r, &reflect_command);
	nvi_attrs_set(&dev->nvi, IFLA_NVI_MARK, REFLECT_MARK);
	nvi_attrs_set(&dev->nvi, IFLA_NVI_MARK_MASK, REFLECT_MARK);
	for (i = 1; i <= IFLA_NVI_MAX; i++)
		if (w->nvi.has[i])
			nvi_attrs_set(&dev->nvi, i, w->nvi.value[i]);
	if (*w->dev)
		memcpy(dev->name, w->dev, sizeof(dev->name));
	if (w->mtu)
		dev->mtu = w->mtu;
	err = link_add(dev);
	return err ? err : link_get(dev->name, dev);
}

static int bring_up(struct link *dev)
{
	const struct link_change up = { .up = true };
	int err = link_change(dev, &up);

	dev->flags |= IFF_UP;
	return err;
}

/* The words of the command do not change the settings of a device that exists. */
static int same_settings(const struct reflect_words *w, const struct link *dev)
{
	int i;

	if (w->mtu && w->mtu != dev->mtu)
		return refuse("device \"%s\" is there already, and its MTU is %u; \"nvictl device set %s mtu %u\" changes it",
			      dev->name, dev->mtu, dev->name, w->mtu);
	for (i = 1; i <= IFLA_NVI_MAX; i++)
		if (w->nvi.has[i] && w->nvi.value[i] != dev->nvi.value[i])
			return refuse("device \"%s\" is there already, with other settings; \"nvictl device set %s\" changes them",
				      dev->name, dev->name);
	return 0;
}

static int check_device(const struct reflect_words *w, const struct reflect_state *s)
{
	const struct link *dev = &s->r.dev;

	if (*w->dev && strcmp(w->dev, dev->name))
		return refuse("all targets are routed to \"%s\", not to \"%s\"; \"nvictl reflect flush\" deletes them",
			      dev->name, w->dev);
	if (strcmp(dev->kind, NVI_KIND) || dev->nvi.value[IFLA_NVI_MODE] != NVI_MODE_REFLECT)
		return refuse("device \"%s\" is there already and is not an nvi device of mode reflect; \"dev NAME\" says which to make or use",
			      dev->name);
	if (!dev->nvi.value[IFLA_NVI_MARK])
		return refuse("device \"%s\" has no mark, which rules match on packets that were not reflected; first: nvictl device set %s mark %#x/%#x",
			      dev->name, dev->name, REFLECT_MARK, REFLECT_MARK);
	if (!(dev->flags & IFF_UP) && !s->ours)
		return refuse("device \"%s\" is down; first: nvictl device set %s up",
			      dev->name, dev->name);
	return same_settings(w, dev);
}

/**
 * reflect_device() - create the device, or check and use the one that exists
 * @w: the words of the command
 * @s: the state; gets the device
 *
 * Afterwards the device is up and has a mark.
 *
 * Return: 0, or REFUSED after a message
 */
int reflect_device(const struct reflect_words *w, struct reflect_state *s)
{
	int err;

	if (!s->has_dev) {
		err = make(w, &s->r);
		s->has_dev = !err;
		s->ours = true;
		return err;
	}
	err = check_device(w, s);
	if (!err && !(s->r.dev.flags & IFF_UP))
		err = bring_up(&s->r.dev);
	return err;
}

/**
 * reflect_device_del() - delete the device if `nvictl reflect` created it
 * @s: the state
 *
 * Return: 0, or REFUSED after a message
 */
int reflect_device_del(const struct reflect_state *s)
{
	return s->ours ? link_del(&s->r.dev) : 0;
}

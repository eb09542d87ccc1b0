// SPDX-License-Identifier: GPL-2.0
/*
 * Lists of a gateway's objects.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "gateway/state.h"

/**
 * gw_add() - append an object
 * @state: the list
 * @kind: the object's kind
 *
 * Return: the object, all zeros except its kind
 */
struct gw_object *gw_add(struct gw_state *state, enum gw_kind kind)
{
	struct gw_object *o = array_append(&state->object, &state->count, sizeof(*o));

	o->kind = kind;
	return o;
}

void gw_state_free(struct gw_state *state)
{
	free(state->object);
	free(state->nft);
	memset(state, 0, sizeof(*state));
}

static bool reflects(const struct gw_object *o)
{
	return o->link.nvi.value[IFLA_NVI_MODE] == NVI_MODE_REFLECT;
}

/**
 * gw_device() - find the name of one of the gateway's nvi devices
 * @state: the gateway
 * @oif: GW_NVI: the device of both stages, GW_BACK: the one that reflects
 *
 * Return: the name; its default if @state has no such device
 */
const char *gw_device(const struct gw_state *state, __u32 oif)
{
	bool back = oif == GW_BACK;
	size_t i;

	for (i = 0; i < state->count; i++)
		if (state->object[i].kind == GW_LINK && reflects(&state->object[i]) == back)
			return state->object[i].link.name;
	return back ? REFLECT_DEVICE : GW_DEVICE;
}

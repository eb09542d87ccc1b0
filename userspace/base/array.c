// SPDX-License-Identifier: GPL-2.0
/*
 * Arrays that grow.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/message.h"

/**
 * array_append() - append a member, filled with zeros
 * @array: pointer to the array's pointer, which may move
 * @n: number of members
 * @size: size of a member
 *
 * Exits if there is no memory.
 *
 * Return: the new member
 */
void *array_append(void *array, size_t *n, size_t size)
{
	char **old = array, *grown = *old;

	/* The array is full at 0 and at every power of two. */
	if (!(*n & (*n - 1)))
		grown = realloc(*old, (*n ? 2 * *n : 1) * size);
	if (!grown) {
		refuse("out of memory");
		exit(-REFUSED);
	}
	*old = grown;
	memset(grown + *n * size, 0, size);
	return grown + (*n)++ * size;
}

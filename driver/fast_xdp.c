// SPDX-License-Identifier: GPL-2.0
/*
 * Lookups in the flow table by XDP programs.
 *
 * From 6.11 on, an XDP program on a real device can look up a flow
 * (bpf_xdp_flow_lookup) and forward its packets itself.  For that, each port is
 * bound to the present table.  The kernel keeps no reference to either, and uses
 * the first table that is bound to a device.
 */
#include "fast.h"

#ifdef NVI_WITH_FAST

/**
 * nvi_port_bind() - bind a port to a table, or unbind it
 * @port: the port
 * @flows: the table, or NULL
 * @command: FLOW_BLOCK_BIND or FLOW_BLOCK_UNBIND
 *
 * Failure for lack of memory is harmless: XDP programs then find no flow.
 *
 * Context: the fast path's lock; may sleep.
 */
void nvi_port_bind(struct nvi_port *port, struct nvi_flows *flows,
		   enum flow_block_command command)
{
	if (flows)
		nf_flow_table_offload_setup(&flows->table, port->in, command);
}

/**
 * nvi_ports_bind() - bind all ports to a new table
 * @fast: the fast path
 * @flows: the new table, or NULL
 * @old: the old table, or NULL; not found any more, but packets may still use it
 *
 * Context: @fast's lock; may sleep.
 */
void nvi_ports_bind(struct nvi_fast_path *fast, struct nvi_flows *flows,
		    struct nvi_flows *old)
{
	unsigned long ifindex;
	void *entry;

	xa_for_each(&fast->ports, ifindex, entry) {
		if (xa_is_value(entry))
			continue;
		nvi_port_bind(entry, flows, FLOW_BLOCK_BIND);
		nvi_port_bind(entry, old, FLOW_BLOCK_UNBIND);
	}
}

/**
 * nvi_ports_xdp() - test whether XDP programs may use the table
 * @fast: the fast path
 *
 * They do not check the routes that an entry holds.
 *
 * Context: RCU read side.
 * Return: true if a port has a program, on a kernel that lets it look up flows
 */
bool nvi_ports_xdp(struct nvi_fast_path *fast)
{
	unsigned long ifindex;
	struct nvi_port *port;
	void *entry;

	xa_for_each(&fast->ports, ifindex, entry) {
		port = xa_is_value(entry) ? NULL : entry;
		if (port && nvi_compat_flow_xdp(port->in))
			return true;
	}
	return false;
}

#endif /* NVI_WITH_FAST */

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Redirect nvictl's calls to the system to edge.c and exit.c.
 *
 * The compiler includes this header before every source file of nvictl.  The
 * linker's --wrap would also redirect the calls of libFuzzer.
 */
#ifndef _EDGE_H
#define _EDGE_H

#define nl_connect edge_connect
#define nl_recv edge_recv
#define recvmmsg edge_recvmmsg
#define nl_send edge_send
#define nl_send_iovec edge_send_iovec
#define setsockopt edge_setsockopt
#define poll edge_poll
#define if_indextoname edge_indextoname
#define ioctl edge_ioctl
#define fopen edge_fopen
#define scandir edge_scandir
#define open edge_open
#define setns edge_setns
#define clock_gettime edge_clock_gettime
#define clock_nanosleep edge_clock_nanosleep
#define nfct_nlmsg_parse edge_nfct_parse

#endif /* _EDGE_H */

// SPDX-License-Identifier: GPL-2.0
/*
 * reflect_server PORT on|off|none [MARK MASK]
 *
 * Listen, with nvi_reflect() of the listening socket switched on or off, or not called. It
 * serves one connection at a time, and answers each line with the mark of the connection's
 * socket. The line "off" switches reflection off before the answer, and the signal USR1
 * switches it on: a line could not, since TCP does not deliver it after a line whose
 * acknowledgement is lost.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <nvi/reflect.h>

static uint32_t mark = NVI_REFLECT_MARK, mask = NVI_REFLECT_MASK;

static void turn(int fd, const char *word)
{
	if (!strncmp(word, "none", 4))
		return;
	if (nvi_reflect_mark(fd, !strncmp(word, "on", 2), mark, mask)) {
		perror("nvi_reflect");
		exit(1);
	}
}

static int current;

static void on_usr1(int sig)
{
	(void)sig;
	turn(current, "on");
}

static void serve(int fd)
{
	FILE *in = fdopen(fd, "r");
	char line[64], answer[64];
	uint32_t is = 0;
	socklen_t len = sizeof(is);

	current = fd;
	while (in && fgets(line, sizeof(line), in)) {
		if (!strncmp(line, "off", 3))
			turn(fd, line);
		getsockopt(fd, SOL_SOCKET, SO_MARK, &is, &len);
		snprintf(answer, sizeof(answer), "%#x\n", is);
		if (write(fd, answer, strlen(answer)) < 0)
			break;
	}
	fclose(in);
}

int main(int argc, char **argv)
{
	struct sockaddr_in6 addr = { .sin6_family = AF_INET6 };
	int fd = socket(AF_INET6, SOCK_STREAM, 0), one = 1, conn;

	if (argc < 3)
		return 2;
	if (argc > 4) {
		mark = strtoul(argv[3], NULL, 0);
		mask = strtoul(argv[4], NULL, 0);
	}
	/* the short form has the same effect */
	if (argc < 4 && !strcmp(argv[2], "on") && nvi_reflect(fd, 1)) {
		perror("nvi_reflect");
		return 1;
	}
	turn(fd, argv[2]);
	signal(SIGUSR1, on_usr1);
	addr.sin6_port = htons(atoi(argv[1]));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (void *)&addr, sizeof(addr)) || listen(fd, 8)) {
		perror("reflect_server");
		return 1;
	}
	/* port 0: only nvi_reflect() was to be called */
	while (addr.sin6_port && (conn = accept(fd, NULL, NULL)) >= 0)
		serve(conn);
	return 0;
}

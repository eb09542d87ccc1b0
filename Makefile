# SPDX-License-Identifier: GPL-2.0
#
# make            module and userland for the running kernel
# make demo       a demonstration on a stock Debian kernel in a virtual machine
# make test       all tests on this kernel, and the quick checks: about ten minutes
# make test-all   all tests and checks on every supported kernel, as in CI
# make vm         a shell in the virtual machine
# make help       this list, and more

KVER	?= $(shell uname -r)
KDIR	?= /lib/modules/$(KVER)/build
BUILD	:= $(CURDIR)/build
DESTDIR	?=
PREFIX	?= /usr

# V=1 shows commands, as in the kernel
Q := $(if $(filter 1,$(V)),,@)

.PHONY: all module userland demo test test-all test-debug coverage check bench vm deb dist install uninstall clean help
all: userland module

help:
	@sed -n '/^# make/s/^# //p' Makefile
	@echo 'make check      all checks in tests/host: shellcheck, sparse, W=1, ...'
	@echo 'make test-debug the tests on a kernel with KASAN, lockdep and more, which is built once;'
	@echo '                make coverage then lists the lines of the driver that no test runs'
	@echo 'make bench      the cost of a packet in instructions, with and without NVI;'
	@echo '                BENCH="--clock", or other options of scripts/bench'
	@echo 'make deb        the Debian packages nvi-dkms and nvi-tools, in build/deb'
	@echo 'make dist       the source archive of the last commit, in build/dist'
	@echo 'make install    install module, nvictl, iproute2 plugin and headers on this machine;'
	@echo '                make uninstall removes them'
	@echo 'make demo SCENE=reflect  replies leave through the provider of their request'
	@echo 'make demo SCENE=gateway  a gateway from one file; one provider fails, and only its connections move'
	@echo 'make demo NATIVE=1   the demo on this machine, in its own network namespaces'
	@echo 'make test T="loop spoof"   only tests whose name contains one of the words;'
	@echo '                KERNELS="6.1 7.2" selects kernels'
	@echo 'make test MODE=fast   only the packet tests (tests/net), with fast on'

# The sources are copied into build/ first: the tree stays clean, and builds for
# several kernels do not conflict (scripts/build-module does the same).
module:
	@test -e $(KDIR)/Makefile || { \
		echo "nvi.ko needs the headers of the running kernel, $(KVER): apt install linux-headers-$(KVER)" >&2; \
		echo "(make demo and make test do not need them: they download a kernel and its headers)" >&2; exit 1; }
	$(Q)mkdir -p $(BUILD)/$(KVER)
	$(Q)cp -ru driver include $(BUILD)/$(KVER)/
	$(Q)scripts/version >$(BUILD)/$(KVER)/VERSION
	$(Q)$(MAKE) -C $(KDIR) M=$(BUILD)/$(KVER)/driver CONFIG_DEBUG_INFO_BTF_MODULES= modules

userland:
	$(Q)scripts/need gcc=gcc make=make /usr/include/stdio.h=libc6-dev \
		pkg-config=pkg-config /usr/include/libnl3/netlink/netlink.h=libnl-3-dev \
		/usr/include/libnl3/netlink/route/route.h=libnl-route-3-dev \
		/usr/include/libnetfilter_conntrack/libnetfilter_conntrack.h=libnetfilter-conntrack-dev \
		/usr/include/nftables/libnftables.h=libnftables-dev /usr/include/ini.h=libinih-dev
	$(Q)$(MAKE) --no-print-directory -s -C userspace O=$(BUILD)/userspace
	$(Q)$(MAKE) --no-print-directory -s -C tests/tools O=$(BUILD)/tools

demo:
ifeq ($(NATIVE),1)
	$(Q)scripts/demo $(SCENE)
else
	$(Q)scripts/vm $(if $(KERNEL),--kernel $(KERNEL)) -- scripts/demo $(SCENE)
endif

test:
	$(Q)$(if $(MODE),NVI_MODE=$(MODE)) tests/all $(if $(KERNELS)$(KERNEL),--kernel "$(or $(KERNELS),$(KERNEL))") $(T)

test-all:
	$(Q)tests/all --everything

test-debug:
	$(Q)tests/all --kernel debug $(T)

coverage:
	$(Q)scripts/coverage -v

check:
	$(Q)NVI_TEST_TIMEOUT=$${NVI_TEST_TIMEOUT:-1800} tests/run tests/host $(T)

bench:
	$(Q)scripts/bench $(if $(KERNEL),--kernel $(KERNEL)) $(BENCH)

vm:
	$(Q)scripts/vm $(if $(KERNEL),--kernel $(KERNEL))

deb:
	$(Q)scripts/deb

dist:
	$(Q)scripts/dist

install: all
	$(Q)install -D -m 644 $(BUILD)/$(KVER)/driver/nvi.ko \
		$(DESTDIR)/lib/modules/$(KVER)/updates/nvi.ko
	$(Q)install -D -m 644 include/uapi/linux/nvi.h \
		$(DESTDIR)$(PREFIX)/include/linux/nvi.h
	$(Q)$(MAKE) --no-print-directory -C userspace O=$(BUILD)/userspace \
		DESTDIR=$(DESTDIR) install
	$(Q)test -n "$(DESTDIR)" || /sbin/depmod $(KVER)

uninstall:
	$(Q)rm -f $(DESTDIR)/lib/modules/$(KVER)/updates/nvi.ko \
		$(DESTDIR)$(PREFIX)/include/linux/nvi.h
	$(Q)$(MAKE) --no-print-directory -C userspace DESTDIR=$(DESTDIR) uninstall
	$(Q)test -n "$(DESTDIR)" || /sbin/depmod $(KVER)

clean:
	$(Q)rm -rf $(BUILD)

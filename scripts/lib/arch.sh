# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Architectures of the virtual machine. A kernel series may name one, as in 6.1-arm64;
# without a name it is amd64. The host is amd64.

# Debian's names of the known architectures
ARCHITECTURES=(amd64 arm64 armhf i386 s390x)

# arch_setup SERIES: sets
#   ARCH         Debian's name of the architecture
#   KERNEL_ARCH  the kernel's
#   TRIPLET      the directory of its libraries
#   CROSS        prefix of the cross compiler's commands, "" if none is needed
#   FLAVOUR      flavour of Debian's kernel: the one for virtual machines, if any
#   QEMU_SYSTEM, QEMU_PACKAGE, MACHINE   the emulator, and its options
#   CONSOLE      the kernel's name of the first serial line
#   BUS          bus of virtio devices: pci or ccw
#   UML          not empty for the debug kernel, which runs without an emulator
# shellcheck disable=SC2034 # used by the scripts that source this
arch_setup()
{
	unset CROSS
	ARCH=amd64 UML=''
	[[ $1 != *-* ]] || ARCH=${1#*-}
	BUS=pci
	QEMU_SYSTEM=qemu-system-x86_64 QEMU_PACKAGE=qemu-system-x86
	CONSOLE=ttyS0 MACHINE=(-M q35)
	case $ARCH in
	amd64)
		KERNEL_ARCH=x86 TRIPLET=x86_64-linux-gnu CROSS='' FLAVOUR=cloud-amd64
		[[ $1 != debug ]] || UML=1 KERNEL_ARCH=um
		;;
	arm64)
		KERNEL_ARCH=arm64 TRIPLET=aarch64-linux-gnu FLAVOUR=cloud-arm64
		QEMU_SYSTEM=qemu-system-aarch64 QEMU_PACKAGE=qemu-system-arm
		# a processor without pointer authentication, which TCG emulates slowly
		CONSOLE=ttyAMA0 MACHINE=(-M virt -cpu cortex-a57)
		;;
	armhf)
		KERNEL_ARCH=arm TRIPLET=arm-linux-gnueabihf FLAVOUR=armmp
		QEMU_SYSTEM=qemu-system-arm QEMU_PACKAGE=qemu-system-arm
		# highmem=off: the kernel has no LPAE, and finds no PCI above 4 GiB
		CONSOLE=ttyAMA0 MACHINE=(-M "virt,highmem=off" -cpu cortex-a15)
		;;
	i386) KERNEL_ARCH=x86 TRIPLET=i386-linux-gnu CROSS=i686-linux-gnu- FLAVOUR=686-pae ;;
	s390x)
		KERNEL_ARCH=s390 TRIPLET=s390x-linux-gnu FLAVOUR=s390x
		QEMU_SYSTEM=qemu-system-s390x QEMU_PACKAGE=qemu-system-misc
		CONSOLE=ttysclp0 MACHINE=(-M s390-ccw-virtio -cpu max) BUS=ccw
		;;
	*) die -2 "unknown architecture '$ARCH' in '$1'; known: ${ARCHITECTURES[*]}" ;;
	esac
	: "${CROSS=$TRIPLET-}"
}

# need_compiler: install the cross compiler if one is needed
need_compiler()
{
	[[ -z $CROSS ]] || "$SCRIPTS/need" "${CROSS}gcc=gcc-${CROSS%-}"
}

# suites_here RELEASE: print its suites for $ARCH. The security suite of an old release
# supports amd64 and arm64; its indices for other architectures are outdated.
suites_here()
{
	echo "$1"
	[[ $ARCH != a*64 ]] || echo "$1-security"
}

# shellcheck shell=sh
# machine.sh - what it takes to run the suite in a virtual machine; sourced
#
# Sourced with $here, this directory, and for all but `programs' with $work,
# a directory to work in: root in it becomes the guest's initramfs.  $arch
# is the machine's, as Debian has it: amd64, if it is not set.
: "${here:?}"
arch=${arch:-amd64}
native=amd64
qemu=

die() {
	printf '%s: %s\n' "${0##*/}" "$1" >&2
	exit "${2:-2}"
}

cleanup() {
	[ -z "$qemu" ] || kill -9 "$qemu" 2>/dev/null
	[ -n "${WORK-}" ] || rm -rf "$work"
}

# workplace - make $work, and clean up in the end
workplace() {
	work=${WORK:-$(mktemp -d)} || exit 2
	trap cleanup EXIT
	trap 'exit 2' HUP INT TERM
	mkdir -p "$work/root/bin" "$work/root/dev" "$work/root/proc" \
	    "$work/root/modules" || exit 2
}

# missing PROGRAM... - those that are
missing() {
	for p; do
		command -v "$p" >/dev/null || printf ' %s' "$p"
	done
}

# what the machine takes: qemu, a compiler, a kernel, and what has them
case $arch in
amd64)
	system=qemu-system-x86_64 cross=musl-
	image=linux-image-cloud-amd64
	packages='qemu-system-x86 musl-tools busybox-static e2fsprogs'
	;;
arm64)
	system=qemu-system-aarch64 cross=aarch64-linux-gnu-
	image=linux-image-cloud-arm64
	packages='qemu-system-arm gcc-aarch64-linux-gnu libc6-dev-arm64-cross'
	;;
s390x)
	system=qemu-system-s390x cross=s390x-linux-gnu-
	image=linux-image-s390x
	packages='qemu-system-misc gcc-s390x-linux-gnu libc6-dev-s390x-cross'
	;;
*)
	die "$arch: no machine of that kind is known"
	;;
esac

# programs PROGRAM... - they are there, or 77; root gets them
programs() {
	PATH=$PATH:/usr/sbin:/sbin
	set -- "$system" "${cross}gcc" cpio dpkg-deb "$@"
	[ "$arch" != "$native" ] || set -- busybox "$@"
	if [ -n "$(missing "$@")" ] && [ "$(id -u)" = 0 ]; then
		apt-get update -q >/dev/null 2>&1
		# shellcheck disable=SC2086 # names
		apt-get install -q -y --no-install-recommends \
		    $packages cpio dpkg make >/dev/null 2>&1
	fi
	[ -z "$(missing "$@")" ] ||
	    die "NOT INSTALLED:$(missing "$@"): nothing tested" 77
}

# apt COMMAND... - apt-get or apt-cache, for the machine's packages; those
# of a foreign one are asked for in a state of our own
apt() {
	command=$1
	shift
	[ "$arch" = "$native" ] || set -- -o "Dir::State::Lists=$work/lists" \
	    -o "Dir::Cache=$work/cache" -o "APT::Architectures::=$arch" "$@"
	"$command" "$@"
}

# lists - what packages there are, once
lists() {
	[ ! -e "$work/listed" ] || return 0
	mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
	if [ "$arch" != "$native" ] || [ "$(id -u)" = 0 ]; then
		apt apt-get update -q >/dev/null 2>&1
	fi
	: >"$work/listed"
}

# unpack PACKAGE - into $work/unpacked; it is not installed
unpack() {
	rm -rf "$work/unpacked"
	(cd "$work" && apt apt-get download -q "$1:$arch" &&
	    dpkg-deb -x ./"$1"_*.deb unpacked && rm -f ./"$1"_*.deb) \
		>"$work/unpack.out" 2>&1
}

# kernel - vmlinuz in $work, and its virtio modules
kernel() {
	[ ! -e "$work/vmlinuz" ] || return 0
	lists
	p=$(apt apt-cache depends "$image:$arch" 2>/dev/null |
	    sed -n 's/.*Depends: *\(linux-image-[^ :]*\).*/\1/p' | head -n 1)
	{ [ -n "$p" ] && unpack "$p" &&
	    find "$work/unpacked/lib/modules" -name 'virtio*.ko' \
		-exec cp {} "$work/root/modules" \; &&
	    mv "$work"/unpacked/boot/vmlinuz-* "$work/vmlinuz"; } ||
	    die "NOT INSTALLED: no kernel could be fetched: nothing tested" 77
	rm -rf "$work/unpacked"
}

# shell - $busybox is a static one for the machine
shell() {
	if [ "$arch" = "$native" ]; then
		busybox=$(command -v busybox)
		return
	fi
	busybox=$work/busybox
	[ ! -e "$busybox" ] || return 0
	lists
	{ unpack busybox-static && mv "$work/unpacked/bin/busybox" "$work"; } ||
	    die "NOT INSTALLED: no busybox could be fetched: nothing tested" 77
	rm -rf "$work/unpacked"
}

# sources - the suite's in $work/suite
sources() {
	rm -rf "$work/suite"
	mkdir "$work/suite"
	(cd "$here/../.." && tar cf - Makefile cmd/*.c cmd/*.sh cmd/*/*.[ch] lib/*.h lib/*/*.c share) |
	    tar xf - -C "$work/suite"
}

# suite [WORD...] - made from that, static; words for make
suite() {
	ar=${cross}ar
	command -v "$ar" >/dev/null || ar='ar'
	make -s -C "$work/suite" -j"$(getconf _NPROCESSORS_ONLN)" \
	    CC="${cross}gcc" AR="$ar" CFLAGS=-Os LDFLAGS='-static -s' "$@" ||
	    die 'cannot build the suite'
}

# initramfs - from root, with the suite's programs and busybox
initramfs() {
	cp "$work"/suite/cmd/at-*[!c] "$work/root/bin"
	shell
	cp "$busybox" "$work/root/bin/busybox"
	ln -sf busybox "$work/root/bin/sh"
	(cd "$work/root" && find . | cpio -o -H newc --quiet) \
	    >"$work/initramfs" || die 'cpio'
}

# machine WORD... - started in the background as $qemu, words for qemu; its
# console is in $work/console, its second serial port in $work/told
machine() {
	: >"$work/told"
	qemu-system-x86_64 -M pc -accel tcg -m 256 -nodefaults -nographic \
	    -no-reboot -net none -kernel "$work/vmlinuz" \
	    -initrd "$work/initramfs" -serial "file:$work/console" \
	    -serial "file:$work/told" "$@" \
	    -append 'console=ttyS0 panic=-1 quiet rdinit=/init' \
	    </dev/null >"$work/qemu.out" 2>&1 &
	qemu=$!
}

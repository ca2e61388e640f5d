# shellcheck shell=sh
# machine.sh - what it takes to run the suite in a virtual machine; sourced
#
# Sourced with $here, this directory, and for all but `programs' with $work,
# a directory to work in: root in it becomes the guest's initramfs.
: "${here:?}"
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

# programs PROGRAM... - they are there, or 77; root gets them
programs() {
	PATH=$PATH:/usr/sbin:/sbin
	set -- qemu-system-x86_64 busybox musl-gcc cpio dpkg-deb "$@"
	if [ -n "$(missing "$@")" ] && [ "$(id -u)" = 0 ]; then
		apt-get update -q >/dev/null 2>&1
		apt-get install -q -y --no-install-recommends \
		    qemu-system-x86 busybox-static e2fsprogs musl-tools \
		    cpio dpkg make >/dev/null 2>&1
	fi
	[ -z "$(missing "$@")" ] ||
	    die "NOT INSTALLED:$(missing "$@"): nothing tested" 77
}

# kernel - vmlinuz in $work, and its virtio modules
kernel() {
	[ ! -e "$work/vmlinuz" ] || return 0
	[ "$(id -u)" != 0 ] || apt-get update -q >/dev/null 2>&1
	p=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null |
	    sed -n 's/.*Depends: *\(linux-image-[^ ]*\).*/\1/p' | head -n 1)
	(cd "$work" && [ -n "$p" ] && apt-get download -q "$p" &&
	    dpkg-deb -x ./"$p"_*.deb kernel &&
	    find kernel/lib/modules -name 'virtio*.ko' \
		-exec cp {} root/modules \; &&
	    mv kernel/boot/vmlinuz-* vmlinuz &&
	    rm -rf kernel ./"$p"_*.deb) >"$work/kernel.out" 2>&1 ||
	    die "NOT INSTALLED: no kernel could be fetched: nothing tested" 77
}

# sources - the suite's in $work/suite
sources() {
	rm -rf "$work/suite"
	mkdir "$work/suite"
	(cd "$here/../.." && tar cf - Makefile cmd/*.c lib/*.[ch]) |
	    tar xf - -C "$work/suite"
}

# suite [WORD...] - made from that, static; words for make
suite() {
	make -s -C "$work/suite" CC=musl-gcc CFLAGS=-Os \
	    LDFLAGS='-static -s' "$@" || die 'cannot build the suite'
}

# initramfs - from root, with the suite's programs and busybox
initramfs() {
	cp "$work"/suite/cmd/at-*[!c] "$work/root/bin"
	cp "$(command -v busybox)" "$work/root/bin/busybox"
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

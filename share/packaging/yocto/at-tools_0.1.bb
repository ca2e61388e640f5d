SUMMARY = "Run tests and benchmarks, and keep what they found"
DESCRIPTION = "Autotest's client without Python: small programs in C, and a shell script that puts them together"
SECTION = "devel"
LICENSE = "ISC"
LIC_FILES_CHKSUM = "file://LICENSE;md5=7c72b7a1c584aa089552386e23d2bfc7"

# the sources are those that this file is in
SRC_URI = "git://${@os.path.abspath(d.getVar('THISDIR') + '/../../..')};protocol=file;branch=main \
           file://run-ptest \
           file://control \
           "
SRCREV = "${AUTOREV}"
S = "${WORKDIR}/git"

inherit ptest

EXTRA_OEMAKE = "CC='${CC}' AR='${AR}' CFLAGS='${CFLAGS}' CPPFLAGS='${CPPFLAGS}' LDFLAGS='${LDFLAGS}' PREFIX='${prefix}'"

do_compile() {
	oe_runmake
}

do_install() {
	oe_runmake install DESTDIR='${D}'
}

do_install_ptest() {
	install -m 0644 ${WORKDIR}/control ${D}${PTEST_PATH}
}

PACKAGES =+ "${PN}-tests ${PN}-zsh-completion"
FILES:${PN}-tests = "${datadir}/at/tests"
FILES:${PN}-zsh-completion = "${datadir}/zsh"
FILES:${PN} += "${datadir}/at ${datadir}/bash-completion"
RDEPENDS:${PN}-ptest += "${PN}-tests"

# Sourced by every test: the built tools first, an empty directory to work in.
bats_require_minimum_version 1.5.0
TOP=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
export TOP
PATH=$TOP/cmd:$PATH

setup() {
	# nothing of a job that runs this suite may leak into its tests
	unset $(env | sed -n 's/^\(AT_[A-Z_]*\)=.*/\1/p')
	cd "$BATS_TEST_TMPDIR" || return
}

# is ACTUAL EXPECTED - compare, and show both when they differ
is() {
	[ "$1" = "$2" ] && return
	printf 'got:  %s\nwant: %s\n' "$1" "$2" >&2
	return 1
}

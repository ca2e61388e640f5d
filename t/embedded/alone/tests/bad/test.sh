run_once() {
	# shellcheck disable=SC2154 # a parameter
	at-raise FAIL "$why"
}

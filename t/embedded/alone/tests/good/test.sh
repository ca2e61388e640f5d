run_once() {
	at-iterate -n 3 -o it sh -c 'exit 0' || exit
	at-perf -L -u s -k v "$AT_ITERATION.5"
}

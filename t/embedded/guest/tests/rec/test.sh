initialize() {
	at-keyval "number=$n" 'text=kept over a power cut'
}
run_once() {
	at-perf -k -H -u things "made.$AT_ITERATION" "$n.5"
	at-keyval -a "which=$n" -p "n=$n"
	echo "output $n"
	echo "error $n" >&2
}

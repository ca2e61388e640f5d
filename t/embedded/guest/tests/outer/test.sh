run_once() {
	at-run -q -g in rec "n=$n" && tell "outer.$n/rec.in"
}

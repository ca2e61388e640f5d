# run.bash - golden tables: what Autotest does, as rows that bats can run
#
# A table is lines of fields with `|' between two; printf %b undoes what
# is escaped in a field (\0NNN, and \c for an empty one).  A row is
#
#	row|NAME|met			our result is the original's
#	row|NAME|differs WHY		it differs on purpose; WHY is in README
#	row|NAME|left REASON		it cannot be expressed; nothing follows
#
# and the lines behind it, done in an empty directory one by one:
#
#	dir|PATH			make a directory
#	file|PATH|TEXT			make a file
#	run|STATUS|STDOUT|STDERR|WORD|WORD...	run a command
#	is|PATH|TEXT			the file holds just this
#	no|PATH				there is no such file

# same TEXT PATH WHAT - compare a file with a field, and show both
same() {
	printf '%b' "$1" >"$want"
	cmp -s "$want" "$2" && return
	printf '%s: %s:\n--- want\n' "$row" "$3"
	cat -v "$want"
	printf -- '--- got\n'
	cat -v "$2" 2>&1
	return 1
}

# one line of a table, cut into f
step() {
	case ${f[0]} in
	dir) mkdir -p "${f[1]}" ;;
	file) printf '%b' "${f[2]-}" >"${f[1]}" ;;
	is) same "${f[2]-}" "${f[1]}" "${f[1]}" ;;
	no)
		[ ! -e "${f[1]}" ] && return
		printf '%s: %s is there\n' "$row" "${f[1]}"
		return 1 ;;
	run)
		local i status=0 words=()
		for ((i = 4; i < ${#f[@]}; i++)); do
			printf -v words[i-4] '%b' "${f[i]}"
		done
		"${words[@]}" </dev/null >"$out" 2>"$err" || status=$?
		[ "$status" = "${f[1]}" ] || {
			printf '%s: status %s, want %s: %s\n' "$row" \
			    "$status" "${f[1]}" "${words[*]}"
			cat -v "$err"
			return 1
		}
		same "${f[2]}" "$out" stdout && same "${f[3]}" "$err" stderr ;;
	*) printf '%s: unknown line %s\n' "$row" "${f[0]}"; return 1 ;;
	esac
}

# the row that ends here: one that was run must have checked something
endrow() {
	[ -n "$row" ] || return 0
	if [ "$kind" != left ] && [ "$checks" = 0 ]; then
		echo "$row: nothing is checked"
		ok=0
	fi
	[ "$ok" = 1 ] || failed+=("$row")
}

# table NAME ROWS - run t/golden/NAME.table, which must have so many rows
table() {
	local f rows=0 met=0 differs=0 left=0 failed=() row='' kind='' ok=1 checks=0
	local out=$PWD/.out err=$PWD/.err want=$PWD/.want top=$PWD
	while IFS='|' read -r -a f; do
		case ${f[0]-} in
		''|'#'*) continue ;;
		row)
			endrow
			row=${f[1]} kind=${f[2]%% *} ok=1 checks=0
			rows=$((rows + 1))
			case $kind in
			met) met=$((met + 1)) ;;
			differs) differs=$((differs + 1)) ;;
			left) left=$((left + 1)) ;;
			*) echo "$row: unknown kind $kind"; ok=0 ;;
			esac
			mkdir "$top/$rows" && cd "$top/$rows" || return
			continue ;;
		run|is|no) checks=$((checks + 1)) ;;
		esac
		[ "$ok" = 1 ] || continue
		step || ok=0
	done <"$BATS_TEST_DIRNAME/golden/$1.table"
	endrow
	cd "$top" || return
	echo "# golden $1: $rows rows: $met met, $differs differ, $left left" >&3
	printf 'failed: %s\n' "${failed[@]}"
	[ "${#failed[@]}" = 0 ] && is "$rows rows" "$2 rows"
}

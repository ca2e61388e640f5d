#!/bin/sh
# sqlitebench - how long SQLite takes for some statements
# shellcheck disable=SC2154 # the parameters

run_once() {
	set -eu
	cd "$AT_TMPDIR"
	trap 'cat out' 0
	sqlite3 -batch "$database" >out <<-E
	.timer on
	create table t (a integer primary key, b text);
	insert into t with recursive n(i) as (select 1 union all
	    select i + 1 from n where i < $rows)
	    select i, hex(i * 7919) from n;
	select count(*) from t where b like '%37%';
	create index i on t (b);
	select count(*) from t x, t y where x.a = y.b;
	drop table t;
	E
}

postprocess_iteration() {
	set -eu
	cd "$AT_TMPDIR"
	at-parse sqlitebench out >values
	at-perf -k -i <values
}

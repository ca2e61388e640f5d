#!/usr/bin/env bats
load helper
load golden/run

@test "keyvals are written and read as the original does" {
	table keyval 95
}

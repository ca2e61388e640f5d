#!/usr/bin/env bats
load helper
load golden/run

@test "performance values make the chart that the original makes" {
	table perf 129
}

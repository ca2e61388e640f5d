#!/bin/sh
# error_cleanup - a bug in cleanup, after success

run_once() {
	echo good
}

cleanup() {
	echo "a bug in cleanup"
	exit 1
}

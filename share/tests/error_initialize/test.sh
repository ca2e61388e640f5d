#!/bin/sh
# error_initialize - a bug in initialize

initialize() {
	echo "a bug in initialize"
	exit 1
}

run_once() {
	echo "this is never reached"
}

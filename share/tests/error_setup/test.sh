#!/bin/sh
# error_setup - a bug in setup

setup() {
	echo "a bug in setup"
	exit 1
}

run_once() {
	echo "this is never reached"
}

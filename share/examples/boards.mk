# boards.mk - a job on several boards at once: make -j
#
#	make -j -f .../boards.mk BOARDS='a b c' CONTROL=control TESTS='x y'
#
# results/BOARD.log has what was said.  The next make does what is missing:
# a job whose link dropped is taken up again.
.POSIX:

BOARDS	= board1 board2
CONTROL	= control
TESTS	=
LINK	= ssh $@ sh

all: $(BOARDS)

$(BOARDS):
	@mkdir -p results
	@[ -e results/$@/.autoserv_execute ] || \
	    at-remote -R -e '$(LINK)' -g $@ $(CONTROL) $(TESTS) \
		>results/$@.log 2>&1 || [ $$? -eq 1 ] || \
	    { tail results/$@.log; exit 1; }
	@at-report -q -v results/$@
	@test -z "$$(at-report -f failed results/$@)"

.PHONY: all $(BOARDS)

.POSIX:
.SUFFIXES:
.SUFFIXES: .c .o .part .sh

# Override on the command line: make CC=musl-gcc LDFLAGS=-static
CC	= cc
AR	= ar
CFLAGS	= -O2 -g
LDFLAGS	=
LDLIBS	= -lm
PREFIX	= /usr/local
BINDIR	= $(PREFIX)/bin
SHAREDIR = $(PREFIX)/share/at
MANDIR	= $(PREFIX)/share/man
BASHDIR	= $(PREFIX)/share/bash-completion/completions
ZSHDIR	= $(PREFIX)/share/zsh/site-functions

STD	= -std=c99 -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 \
	  -D_TIME_BITS=64 -Ilib
WARN	= -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	  -Wmissing-prototypes -Wwrite-strings -Wvla

CORE	= cmd/at-constraint cmd/at-group cmd/at-install cmd/at-iterate \
	  cmd/at-job cmd/at-keyval cmd/at-perf cmd/at-profile cmd/at-raise \
	  cmd/at-record cmd/at-run cmd/at-step
BIN	= $(CORE) cmd/at-compare cmd/at-init cmd/at-parse cmd/at-report
SH	= cmd/at-remote
MAN1	= man/at-compare.1 man/at-constraint.1 man/at-group.1 \
	  man/at-init.1 man/at-install.1 man/at-iterate.1 man/at-job.1 \
	  man/at-keyval.1 man/at-parse.1 man/at-perf.1 man/at-profile.1 \
	  man/at-raise.1 man/at-record.1 man/at-remote.1 man/at-report.1 \
	  man/at-run.1 man/at-step.1
MAN5	= man/at-keyval.5 man/at-results.5 man/at-test.5
MAN7	= man/at-hooks.7 man/at.7
ONE	= $(CC) $(STD) $(WARN) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)
LIB	= lib/libat.a
STATOBJ	= lib/bootstrap.o lib/components.o lib/drift.o lib/fdr.o \
	  lib/medianinterval.o lib/moments.o lib/outlier.o lib/pcg.o \
	  lib/prob.o lib/ranks.o lib/sample.o lib/ttest.o lib/warmup.o
LIBOBJ	= lib/archive.o lib/block.o lib/buf.o lib/caches.o lib/cgroup.o \
	  lib/chart.o lib/child.o lib/claim.o lib/clock.o lib/column.o \
	  lib/compare.o lib/comparejsonl.o lib/comparetext.o \
	  lib/comparison.o lib/constraint.o lib/control.o lib/crash.o \
	  lib/earlier.o lib/env.o lib/err.o lib/eval.o lib/evidence.o \
	  lib/exact.o lib/expr.o lib/fetch.o lib/figure.o lib/file.o \
	  lib/follow.o lib/hash.o lib/hook.o lib/htmlstyle.o lib/iterate.o \
	  lib/job.o lib/jobhook.o lib/joblog.o lib/jobrows.o lib/jobtest.o \
	  lib/json.o lib/jsonpath.o lib/keyval.o lib/leftover.o lib/life.o \
	  lib/line.o lib/literal.o lib/live.o lib/logcut.o lib/logend.o \
	  lib/machine.o lib/manifest.o lib/markup.o lib/measured.o \
	  lib/measuredir.o lib/member.o lib/moreruns.o lib/names.o lib/num.o \
	  lib/opt.o lib/outdir.o lib/package.o lib/perfline.o lib/place.o \
	  lib/plot.o lib/power.o lib/precision.o lib/pretty.o lib/proc.o \
	  lib/profiler.o lib/pstore.o lib/raised.o lib/reboot.o \
	  lib/records.o lib/report.o lib/reportfailed.o lib/reporthtml.o \
	  lib/reportjsonl.o lib/reportjunit.o lib/reporttap.o \
	  lib/reporttapfiles.o lib/reporttext.o lib/reporttsv.o \
	  lib/require.o lib/reserve.o lib/resume.o lib/rule.o lib/run.o \
	  lib/salvage.o lib/samplercsv.o lib/scan.o lib/series.o lib/setup.o \
	  lib/shown.o lib/sort.o lib/state.o lib/status.o lib/steps.o \
	  lib/symbol.o lib/sync.o lib/sysnum.o lib/table.o lib/tally.o \
	  lib/tarfile.o lib/tartree.o lib/terminal.o lib/test.o \
	  lib/testdir.o lib/testkeyval.o lib/token.o lib/utf8.o lib/value.o \
	  lib/verdict.o lib/whole.o lib/witness.o $(STATOBJ)

all: $(BIN) $(SH)

$(BIN): $(LIB)

# all programs in one file, or those that run tests; a .part is an object
# whose main is named after its program
at: $(LIB) cmd/at.c $(BIN:=.part)
	$(ONE) -o $@ cmd/at.c $(BIN:=.part) $(LIB) $(LDLIBS)

at-core: $(LIB) cmd/at.c $(CORE:=.part)
	$(ONE) -DPROGRAMS=CORE -o $@ cmd/at.c $(CORE:=.part) $(LIB) $(LDLIBS)

# whoever changes a header gets everything built again
$(BIN) $(BIN:=.part) $(LIBOBJ) t/unit t/statunit: lib/*.h

$(LIB): $(LIBOBJ)
	rm -f $@
	$(AR) -rc $@ $(LIBOBJ)

.c.part:
	main=$$(echo $(*F)_main | tr - _) && \
	$(CC) $(STD) $(WARN) $(CPPFLAGS) $(CFLAGS) -Dmain=$$main \
	    -Wno-missing-prototypes -c -o $@ $<

.c.o:
	$(CC) $(STD) $(WARN) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

.c:
	$(CC) $(STD) $(WARN) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< \
	    $(LIB) $(LDLIBS)

.sh:
	cp -f $< $@
	chmod +x $@

# t/run gets bats-core by itself where it is missing, and says so
check: all at at-core t/unit t/statunit
	t/run

t/unit t/statunit: $(LIB)

# a job with tests that fail on purpose: it is good when it was run
demo: all
	@job=$$(cmd/at-job -q -g demo share/examples/demo) || \
	    [ -n "$$job" ] && echo && cmd/at-report "$$job" && \
	    printf '\n%s\n%s\n' \
	    "Look next into $$job (man man/at-results.5)," \
	    'share/examples/demo, which made it, and man man/at.7'

# a quarter of an hour; and the programs that do the least
bench: all
	t/bench/run

bench-floor:
	cat t/bench/floor-*.c t/bench/noop.c t/bench/times.c

# how often the statistics are right: a quarter of an hour
bench-stats: all
	t/bench/run-stats

# how large each program is, in bytes; they stay in small/
size:
	t/size

# a libFuzzer target for each parser; t/fuzz/run SECONDS runs them
fuzz:
	t/fuzz/build

lint:
	t/lint

# a virtual machine, 20 times: four minutes
powercut:
	t/embedded/powercut

# another one, whose kernel has something to say
kmsg:
	t/embedded/kmsg

# three boards, one after the other
vm:
	t/embedded/vm

install: all
	mkdir -p $(DESTDIR)$(BINDIR) $(DESTDIR)$(SHAREDIR) \
	    $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(MANDIR)/man5 \
	    $(DESTDIR)$(MANDIR)/man7
	cp -f $(BIN) $(SH) $(DESTDIR)$(BINDIR)
	cp -Rf share/* $(DESTDIR)$(SHAREDIR)
	rm -rf $(DESTDIR)$(SHAREDIR)/packaging
	cp -f $(MAN1) $(DESTDIR)$(MANDIR)/man1
	cp -f $(MAN5) $(DESTDIR)$(MANDIR)/man5
	cp -f $(MAN7) $(DESTDIR)$(MANDIR)/man7
	mkdir -p $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR)
	share/completion/generate bash $(MAN1) >$(DESTDIR)$(BASHDIR)/at-run
	share/completion/generate zsh $(MAN1) >$(DESTDIR)$(ZSHDIR)/_at-run
	for f in $(BIN) $(SH); do [ "$$f" = cmd/at-run ] || \
	    ln -sf at-run $(DESTDIR)$(BASHDIR)/$${f##*/}; done

# the one file and links to it, instead of the programs
install-at: at $(SH)
	mkdir -p $(DESTDIR)$(BINDIR) $(DESTDIR)$(SHAREDIR)
	cp -f at $(SH) $(DESTDIR)$(BINDIR)
	for f in $(BIN); do ln -sf at $(DESTDIR)$(BINDIR)/$${f##*/}; done
	cp -Rf share/* $(DESTDIR)$(SHAREDIR)
	rm -rf $(DESTDIR)$(SHAREDIR)/packaging

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/at
	for f in $(BIN) $(SH); do rm -f $(DESTDIR)$(BINDIR)/$${f##*/} \
	    $(DESTDIR)$(BASHDIR)/$${f##*/}; done
	rm -f $(DESTDIR)$(ZSHDIR)/_at-run
	for f in $(MAN1); do rm -f $(DESTDIR)$(MANDIR)/man1/$${f##*/}; done
	for f in $(MAN5); do rm -f $(DESTDIR)$(MANDIR)/man5/$${f##*/}; done
	for f in $(MAN7); do rm -f $(DESTDIR)$(MANDIR)/man7/$${f##*/}; done
	rm -rf $(DESTDIR)$(SHAREDIR)

clean:
	rm -f $(BIN) $(SH) $(BIN:=.part) at at-core $(LIB) $(LIBOBJ) \
	    t/unit t/statunit
	rm -rf t/fuzz/bin small

.PHONY: all check demo bench bench-floor bench-stats size fuzz lint powercut \
	kmsg vm install install-at uninstall clean

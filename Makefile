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
MAN7	= man/at-cost.7 man/at-hooks.7 man/at-migrate.7 man/at.7
LIB	= lib/libat.a

# the floors of lib: each uses those above it in this list
BASE	= lib/base/buf.o lib/base/clock.o lib/base/env.o lib/base/err.o \
	  lib/base/exact.o lib/base/file.o lib/base/json.o \
	  lib/base/jsonout.o lib/base/line.o lib/base/names.o lib/base/num.o \
	  lib/base/opt.o lib/base/sync.o lib/base/tar.o lib/base/term.o \
	  lib/base/text.o
FORMAT	= lib/format/chart.o lib/format/joblog.o lib/format/keyval.o \
	  lib/format/manifest.o lib/format/perf.o lib/format/record.o \
	  lib/format/results.o lib/format/status.o
STAT	= lib/stat/dist.o lib/stat/precision.o lib/stat/sample.o
EXPR	= lib/expr/constraint.o lib/expr/eval.o lib/expr/parse.o \
	  lib/expr/symbol.o lib/expr/value.o
PROC	= lib/proc/child.o lib/proc/contain.o lib/proc/crash.o \
	  lib/proc/hang.o lib/proc/hook.o lib/proc/machine.o \
	  lib/proc/procfs.o lib/proc/profiler.o lib/proc/witness.o
JOB	= lib/job/block.o lib/job/control.o lib/job/job.o lib/job/live.o \
	  lib/job/memory.o lib/job/resume.o lib/job/salvage.o \
	  lib/job/subdir.o
TEST	= lib/test/find.o lib/test/iterate.o lib/test/outdir.o \
	  lib/test/run.o lib/test/setup.o
LIBOBJ	= $(BASE) $(FORMAT) $(STAT) $(EXPR) $(PROC) $(JOB) $(TEST)

# what one program alone needs
COMPAREOBJ	= cmd/compare/jsonl.o cmd/compare/pair.o cmd/compare/ranks.o \
	  cmd/compare/rows.o cmd/compare/runs.o cmd/compare/text.o \
	  cmd/compare/ttest.o
INSTALLOBJ	= cmd/install/archive.o cmd/install/checksum.o \
	  cmd/install/fetch.o cmd/install/package.o cmd/install/swap.o \
	  cmd/install/tool.o
PARSEOBJ	= cmd/parse/column.o cmd/parse/figure.o cmd/parse/literal.o \
	  cmd/parse/rule.o cmd/parse/scan.o
REPORTOBJ	= cmd/report/count.o cmd/report/failed.o cmd/report/follow.o \
	  cmd/report/form.o cmd/report/jsonl.o cmd/report/junit.o \
	  cmd/report/rows.o cmd/report/sampler.o \
	  cmd/report/tap.o cmd/report/tapfiles.o cmd/report/tests.o \
	  cmd/report/text.o cmd/report/tsv.o
OWN	= $(COMPAREOBJ) $(INSTALLOBJ) $(PARSEOBJ) $(REPORTOBJ)
STATS	= t/stats/bootstrap.o t/stats/components.o t/stats/drift.o \
	  t/stats/fdr.o t/stats/moments.o t/stats/outlier.o

# what at and at-core are made of: objects made small, whose main, if they
# have one, is named after its program
COREPART = $(CORE:=.part) $(INSTALLOBJ:.o=.part) $(LIBOBJ:.o=.part)
ALLPART	= $(BIN:=.part) $(OWN:.o=.part) $(LIBOBJ:.o=.part)

# how: -Oz, or -Os, and these, if the compiler takes all of them
SMALL	= -g0 -fno-jump-tables -fno-thread-jumps -fno-caller-saves \
	  -fno-move-loop-invariants -fno-tree-dominator-opts -fno-ipa-sra \
	  -flto -flto-partition=one -ffunction-sections -fdata-sections \
	  -fno-asynchronous-unwind-tables -fno-pie -Wno-maybe-uninitialized
SMALLLD	= -no-pie -Wl,--gc-sections,--build-id=none \
	  -Wl,--sort-section=alignment,-z,norelro,-z,noseparate-code \
	  -Wl,-z,common-page-size=512
STATIC	= -static

COMPILE	= $(CC) $(STD) $(WARN) $(CPPFLAGS) $(CFLAGS)
LINK	= $(COMPILE) $(LDFLAGS) -o $@

# a short line for each file, none for make -s; V=1 shows the commands.
# make itself starts ar: a busybox that prefers its own would take that
Q	= q() { \
	    line="  $$1	$$2"; shift 2; [ -z "$(V)" ] || line=$$*; \
	    case $${MAKEFLAGS%%[ =]*}\ $$MAKEFLAGS\  in \
	    [a-z]*s*\ * | s*\ * | *\ -s\ *) ;; \
	    *) printf '%s\n' "$$line" ;; \
	    esac; "$$@"; \
	}; q

all: $(BIN) $(SH)

$(BIN): $(LIB)

cmd/at-compare: cmd/at-compare.c $(COMPAREOBJ)
	@$(Q) CC $@ $(LINK) cmd/at-compare.c $(COMPAREOBJ) $(LIB) $(LDLIBS)

cmd/at-install: cmd/at-install.c $(INSTALLOBJ)
	@$(Q) CC $@ $(LINK) cmd/at-install.c $(INSTALLOBJ) $(LIB) $(LDLIBS)

cmd/at-parse: cmd/at-parse.c $(PARSEOBJ)
	@$(Q) CC $@ $(LINK) cmd/at-parse.c $(PARSEOBJ) $(LIB) $(LDLIBS)

cmd/at-report: cmd/at-report.c $(REPORTOBJ)
	@$(Q) CC $@ $(LINK) cmd/at-report.c $(REPORTOBJ) $(LIB) $(LDLIBS)

# all programs in one file, or those that run tests, as a board wants them
P	= sed 's,cmd/at-\([a-z]*\),P(\1),g'

at: cmd/at.c $(ALLPART)
	@programs=$$(echo $(BIN) | $(P)) && \
	$(Q) CC $@ $(COMPILE) $$(cat at.flags) $(LDFLAGS) -o $@ \
	    -DPROGRAMS="$$programs" cmd/at.c $(ALLPART) $(LDLIBS)
	@share/packaging/headless $@

at-core: cmd/at.c $(COREPART)
	@programs=$$(echo $(CORE) | $(P)) && \
	$(Q) CC $@ $(COMPILE) $$(cat at.flags) $(LDFLAGS) -o $@ \
	    -DPROGRAMS="$$programs" cmd/at.c $(COREPART) $(LDLIBS)
	@share/packaging/headless $@

# what the compiler and its linker take of the flags above: a line to
# compile with, one to link with
at.flags:
	@echo 'int main(void) { return 0; }' >$@.c; c= ld=; \
	takes() { \
	    $(COMPILE) -Werror $$c $$ld "$$@" $(LDFLAGS) -o $@.out $@.c \
		$(LDLIBS) >/dev/null 2>&1; \
	}; \
	for size in -Oz -Os; do \
	    ! takes $$size $(SMALL) $(SMALLLD) || { \
		c="$$size $(SMALL)" ld="$(SMALLLD)"; break; \
	    }; \
	done; \
	! takes -s || ld="$$ld -s"; \
	! takes -Wl,--fatal-warnings,-z,nosectionheader || \
	    ld="$$ld -Wl,-z,nosectionheader"; \
	if takes $(STATIC); then ld="$$ld $(STATIC)"; \
	else echo 'at: no static libc: it needs the shared one'; fi; \
	printf '%s\n' "$$c" "$$ld" >$@; rm -f $@.c $@.out

# after a change to a header everything is built again
$(BIN) $(LIBOBJ) $(OWN) $(ALLPART) $(STATS) t/unit t/statunit: \
    lib/*.h cmd/*/*.h

$(ALLPART): at.flags

$(LIB): $(LIBOBJ)
	@rm -f $@
	@$(Q) AR $@ : $(AR) -rc $@ $(LIBOBJ)
	@$(AR) -rc $@ $(LIBOBJ)

.c.part:
	@main=$$(echo $(*F)_main | tr - _) && \
	$(Q) CC $@ $(COMPILE) $$(sed 1q at.flags) -Dmain=$$main \
	    -Wno-missing-prototypes -c -o $@ $<

.c.o:
	@$(Q) CC $@ $(COMPILE) -c -o $@ $<

.c:
	@$(Q) CC $@ $(LINK) $< $(LIB) $(LDLIBS)

.sh:
	@$(Q) CP $@ cp -f $< $@
	@chmod +x $@

# t/run gets bats-core by itself where it is missing, and says so
check: all at at-core t/unit t/statunit
	t/run

# the slow ones, too, and more kills and rounds
check-all: all at at-core t/unit t/statunit
	t/run -a

t/unit: t/unit.c t/tko.c t/tko.h $(REPORTOBJ) $(LIB)
	@$(Q) CC $@ $(LINK) t/unit.c t/tko.c $(REPORTOBJ) $(LIB) $(LDLIBS)

t/statunit: t/statunit.c $(STATS) $(COMPAREOBJ) $(LIB)
	@$(Q) CC $@ $(LINK) t/statunit.c $(STATS) $(COMPAREOBJ) $(LIB) $(LDLIBS)

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
bench-stats: all $(STATS)
	t/bench/run-stats

# what of the code the tests execute; t/mutate reads t/executed
coverage:
	t/coverage -m t/executed

# how large each program is, in bytes; they stay in small/
size:
	t/size

# a libFuzzer target for each parser; t/fuzz/run SECONDS runs them
fuzz:
	t/fuzz/build

lint: all at
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
	rm -f $(BIN) $(SH) $(ALLPART) at at-core at.flags $(LIB) $(LIBOBJ) \
	    $(OWN) $(STATS) t/unit t/statunit
	rm -rf t/fuzz/bin small t/executed

.PHONY: all check check-all demo bench bench-floor bench-stats coverage \
	size fuzz lint powercut kmsg vm install install-at uninstall clean

# make [PROFILE=router|board|server]   build/boundtty
# make run                             builds it, starts it on 127.0.0.1:7681, prints its URL
# make test                            the tests (tests/README.md)
# make fuzz, make soak                 the long ones
# make bound                           proves the most memory that it can ever take
# make bench                           the figures, beside their physical limits and those of others
# make static                          build/static/boundtty, with $(MUSL_CC)
# make install [PREFIX=] [DESTDIR=]    the binary (BINARY=, build/boundtty), manual page, completions, and examples of configuration and units
# make uninstall [PREFIX=] [DESTDIR=]  removes what install has put there
# make dist                            build/boundtty-VERSION.tar.gz, of the last commit
# make clean                           removes build/
# make help                            prints these lines
#
# VARIANT=plain|san|crash|static chooses how the parts are compiled; each has a folder of its own under build/.

MAKEFLAGS += -r
.DELETE_ON_ERROR:

PROFILE ?= board
VARIANT ?= plain
VERSION := 0.1.0
PREFIX ?= /usr/local
CC ?= cc
HOSTCC ?= cc
MUSL_CC ?= musl-gcc
BINARY ?= build/boundtty

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
# -Oz is known to gcc since 12.
SIZED := $(shell $(CC) -Oz -E -x c /dev/null >/dev/null 2>&1 && echo -Oz || echo -Os)
SMALL := -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables
FLAGS_plain := $(SIZED) -g $(SMALL)
FLAGS_san := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_crash := $(FLAGS_plain) -DTEST_CRASH
FLAGS_static := $(SIZED) $(SMALL)
LINK_plain := -Wl,--gc-sections -Wl,-z,now -Wl,-z,noseparate-code -Wl,--build-id=none
LINK_san := -fsanitize=address,undefined
LINK_crash := $(LINK_plain)
LINK_static := -static -s -Wl,--gc-sections -Wl,-z,norelro -Wl,-z,noseparate-code -Wl,--build-id=none
# The engine is where the time goes, but for what programs use rarely.
RARE := answer charset check colors decrqss join modes osc paint_palette paint_state palette query rect reflow reset \
	resize strings tabs title window
HOT := $(filter-out $(RARE:%=src/term/%.c),$(wildcard src/term/*.c)) src/base/utf8.c src/base/text.c
FLAGS_hot := -O2

PROFILE_FLAG := -DPROFILE=PROFILE_$(shell echo $(PROFILE) | tr a-z A-Z)
ALL_CFLAGS = -std=c11 -D_XOPEN_SOURCE=700 $(WARNINGS) $(WERROR) $(FLAGS_$(VARIANT)) \
	$(if $(filter $(HOT),$<),$(if $(filter san,$(VARIANT)),,$(FLAGS_hot))) \
	$(PROFILE_FLAG) -DBOUNDTTY_VERSION='"$(VERSION)"' -iquote src $(CFLAGS)
ALL_LDFLAGS = $(LINK_$(VARIANT)) $(LDFLAGS)

OUT := build/$(VARIANT)-$(PROFILE)
# In the order of linking: what both processes write is together, before what is the server's alone.
MODULES := base os source board config keeper cli term net app
$(foreach m,$(MODULES),$(eval OBJ_$(m) := $(patsubst %.c,$(OUT)/%.o,$(wildcard src/$(m)/*.c src/$(m)/*/*.c))))
LIBS := $(MODULES:%=$(OUT)/lib%.a)
MAIN := $(patsubst %.c,$(OUT)/%.o,$(wildcard src/*.c))

.PHONY: all
all: build/boundtty
# The one that was asked for last: compared, as another profile's or variant's may be newer.
build/boundtty: $(OUT)/boundtty FORCE
	@cmp -s $< $@ || { cp $< $@.new && mv $@.new $@; }

.PHONY: run
run: build/boundtty
	build/boundtty

.PHONY: static
static: build/static/boundtty
build/static/boundtty: FORCE
	@$(MAKE) --no-print-directory VARIANT=static CC='$(MUSL_CC)' build/static-$(PROFILE)/boundtty
	@mkdir -p $(@D)
	@cmp -s build/static-$(PROFILE)/boundtty $@ || cp build/static-$(PROFILE)/boundtty $@
.PHONY: FORCE

$(OUT)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(foreach m,$(MODULES),$(eval $(OUT)/lib$(m).a: $$(OBJ_$(m)) ; @rm -f $$@; $(AR) rcs $$@ $$^))

# The page, as C data: tools/embed runs on the machine that builds.
WEB := $(sort $(filter-out %.md %/package.json web/screenshot.png,$(wildcard web/*.* web/*/*.*)))
build/tools/embed: tools/embed.c tools/squeeze.c tools/squeeze.h
	@mkdir -p $(@D)
	$(HOSTCC) -std=c11 -O2 -o $@ tools/embed.c tools/squeeze.c
$(OUT)/assets_data.c: build/tools/embed $(WEB)
	@mkdir -p $(@D)
	build/tools/embed web $(WEB) >$@.new && mv $@.new $@
$(OUT)/assets_data.o: $(OUT)/assets_data.c
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Relative relocations packed (DT_RELR), if the linker and the C library of this machine know them: 24 KB less.
PACKED := -Wl,-z,pack-relative-relocs
$(OUT)/link-flags:
	@mkdir -p $(@D)
	@echo 'int main(void) { return 0; }' >$@.c
	@($(CC) $(PACKED) -o $@.try $@.c && $@.try; exit $$?) 2>/dev/null && echo '$(PACKED)' >$@ || : >$@
PACKED_plain = $$(cat $(OUT)/link-flags)
PACKED_crash = $(PACKED_plain)

$(OUT)/boundtty: $(MAIN) $(LIBS) $(OUT)/assets_data.o $(if $(PACKED_$(VARIANT)),$(OUT)/link-flags)
	$(CC) $(ALL_LDFLAGS) $(PACKED_$(VARIANT)) -o $@ $(MAIN) -Wl,--whole-archive $(LIBS) -Wl,--no-whole-archive $(OUT)/assets_data.o

# A unit test, tests/unit/ROOM_subject.c, is linked with what it uses: tests/check/arrows proves that this is of its room
# and those below.
UNIT := $(patsubst %.c,$(OUT)/%,$(wildcard tests/unit/*_*.c))
LINK_TEST = $(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group
$(UNIT): %: %.o $(LIBS) $(OUT)/assets_data.o
	$(LINK_TEST)
.PHONY: unit unit-build
unit-build: $(UNIT)
unit: $(UNIT)
	@for t in $(UNIT); do echo "$$t"; $$t || exit 1; done

# Small programs that outside suites can drive, and the runner of the engine's text tests.
build/tests/$(VARIANT)/%: $(OUT)/tests/tools/%.o $(LIBS)
	@mkdir -p $(@D)
	$(LINK_TEST)
TOOLS := $(patsubst tests/tools/%.c,%,$(wildcard tests/tools/*.c))
.PHONY: tools
tools: $(TOOLS:%=build/tests/$(VARIANT)/%)
	@for t in $(TOOLS); do cp build/tests/$(VARIANT)/$$t build/tests/$$t; done

.PHONY: test bench bound fuzz soak
test:
	@tests/run
bench:
	@tests/bench/run
bound:
	@tools/bound
fuzz:
	@tests/run fuzz-long
soak:
	@tests/run soak-long

# Each file with its place below PREFIX.
SHARE := $(PREFIX)/share
INSTALLED := src/boundtty.1:$(SHARE)/man/man1/boundtty.1 \
	tools/completion/boundtty.bash:$(SHARE)/bash-completion/completions/boundtty \
	tools/completion/_boundtty:$(SHARE)/zsh/site-functions/_boundtty \
	$(foreach f,boundtty.conf $(patsubst tools/%,%,$(wildcard tools/systemd/*)),tools/$(f):$(SHARE)/doc/boundtty/$(f))
.PHONY: install uninstall dist clean help
install: $(BINARY)
	install -D -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/boundtty
	for file in $(INSTALLED); do install -D -m 644 "$${file%:*}" "$(DESTDIR)$${file#*:}" || exit 1; done
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/boundtty
	for file in $(INSTALLED); do rm -f "$(DESTDIR)$${file#*:}"; done
	rm -rf $(DESTDIR)$(SHARE)/doc/boundtty
dist:
	@mkdir -p build
	git archive --prefix=boundtty-$(VERSION)/ -o build/boundtty-$(VERSION).tar.gz HEAD
help:
	@sed -n 's/^# \(make\|VARIANT\)/\1/p' Makefile
clean:
	rm -rf build

-include $(shell find $(OUT) -name '*.d' 2>/dev/null)

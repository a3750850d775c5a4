# make [PROFILE=router|board|server]   build/boundtty
# make run                             build it, start it on 127.0.0.1, print its URL
# make test                            the tests; see tests/README.md

PROFILE ?= board
VARIANT ?= plain
VERSION := 0.1.0

CC ?= cc
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
PROFILE_FLAG := -DPROFILE=PROFILE_$(shell echo $(PROFILE) | tr a-z A-Z)
FLAGS_plain := -O2 -g
FLAGS_san := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS ?=
ALL_CFLAGS := -std=c11 -D_XOPEN_SOURCE=700 $(WARNINGS) $(WERROR) $(FLAGS_$(VARIANT)) \
	$(PROFILE_FLAG) -DBOUNDTTY_VERSION='"$(VERSION)"' -Isrc $(CFLAGS)
ALL_LDFLAGS := $(filter -fsanitize%,$(FLAGS_$(VARIANT))) $(LDFLAGS)

OUT := build/$(VARIANT)-$(PROFILE)
MODULES := base term net board app keeper cli os
$(foreach m,$(MODULES),$(eval SRC_$(m) := $(wildcard src/$(m)/*.c)))
$(foreach m,$(MODULES),$(eval OBJ_$(m) := $(SRC_$(m):%.c=$(OUT)/%.o)))

.PHONY: all
all: unit

$(OUT)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(foreach m,$(MODULES),$(eval $(OUT)/lib$(m).a: $$(OBJ_$(m)) ; @rm -f $$@; ar rcs $$@ $$^))

# A unit test tests/unit/MODULE_name.c is linked with that module's library and those below it.
BELOW_base := base os
BELOW_term := term base os
BELOW_board := board term base os
BELOW_net := net base os
BELOW_app := app net board term base os
BELOW_keeper := keeper board term base os
BELOW_os := os base
UNIT_SRC := $(wildcard tests/unit/*_*.c)
UNIT := $(UNIT_SRC:%.c=$(OUT)/%)
unit_module = $(firstword $(subst _, ,$(notdir $(1))))
.SECONDEXPANSION:
$(UNIT): $(OUT)/tests/unit/%: $(OUT)/tests/unit/%.o $$(foreach l,$$(BELOW_$$(call unit_module,$$@)),$(OUT)/lib$$(l).a)
	$(CC) $(ALL_LDFLAGS) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group
.PHONY: unit
unit: $(UNIT)
	@for t in $(UNIT); do echo "$$t"; $$t || exit 1; done

-include $(shell find $(OUT) -name '*.d' 2>/dev/null)

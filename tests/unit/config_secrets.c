/* The state directory and the tokens: created once, kept private, repaired, or refused. */
#include "check.h"
#include "config/secrets.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct config config;
static char said[512], top[] = "/tmp/boundtty-unit-secrets-XXXXXX";

static bool secrets(void)
{
    struct text error;
    text_init(&error, said, sizeof said);
    memset(config.token, 0, sizeof config.token);
    memset(config.viewer_token, 0, sizeof config.viewer_token);
    bool good = config_secrets(&config, &error);
    text_end(&error);
    return good;
}

static void paths(const char *state)
{
    snprintf(config.state_dir, sizeof config.state_dir, "%s/%s", top, state);
    snprintf(config.token_file, sizeof config.token_file, "%s/%s/token", top, state);
    snprintf(config.viewer_token_file, sizeof config.viewer_token_file, "%s/%s/viewer-token", top,
             state);
}

static mode_t mode_of(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 ? st.st_mode & 0777 : 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
}

static char first[65], path[512];

static void made(void)
{
    STORY("the first start makes the directory and two tokens of 256 bits")
    {
        CHECK(secrets());
        CHECK_U64(0700, mode_of(config.state_dir));
        CHECK_U64(0600, mode_of(config.token_file));
        CHECK_U64(0600, mode_of(config.viewer_token_file));
        snprintf(path, sizeof path, "%s/a", top);
        CHECK_U64(0700, mode_of(path));
        CHECK_U64(64, strlen(config.token));
        CHECK_U64(64, strspn(config.token, "0123456789abcdef"));
        CHECK(strcmp(config.token, config.viewer_token) != 0);
        strcpy(first, config.token);
    }
    STORY("the next start finds the same tokens")
    {
        CHECK(secrets());
        CHECK_STR(first, config.token);
    }
    STORY("permissions of our own files that are too wide are repaired")
    {
        chmod(config.state_dir, 0755);
        chmod(config.token_file, 0644);
        CHECK(secrets());
        CHECK_U64(0700, mode_of(config.state_dir));
        CHECK_U64(0600, mode_of(config.token_file));
    }
    STORY("a token that a person wrote is taken from the first line")
    {
        write_file(config.token_file, "my-own_token.16bytes\r\nsecond line\n");
        CHECK(secrets());
        CHECK_STR("my-own_token.16bytes", config.token);
    }
}

static void tokens(void)
{
    STORY("an invalid token is refused, and the sentence says what to do")
    {
        static const char too_long[] =
            "0123456789012345678901234567890123456789012345678901234567890123456789\n";
        static const char *const wrong[] = {"",
                                            "\n",
                                            "short\n",
                                            "sixteen letters with spaces\n",
                                            "\"quotes-and-more-of-them\"\n",
                                            too_long};
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
            write_file(config.token_file, wrong[i]);
            CHECK(!secrets());
            CHECK(strstr(said, "16 to 64 letters") != NULL);
            CHECK(strstr(said, config.token_file) == said);
        }
        write_file(config.token_file, "the-same-token-twice");
        write_file(config.viewer_token_file, "the-same-token-twice");
        CHECK(!secrets());
        CHECK(strstr(said, "same token") != NULL);
        unlink(config.token_file);
        unlink(config.viewer_token_file);
    }
}

static void undone(void)
{
    STORY("what a refused configuration created is removed: folders, tokens, and nothing else")
    {
        paths("u/v/state");
        snprintf(path, sizeof path, "%s/u", top);
        CHECK(secrets());
        config_secrets_undo(&config);
        CHECK_U64(0, mode_of(path));
        CHECK(mkdir(path, 0755) == 0);
        CHECK(secrets());
        config_secrets_undo(&config);
        CHECK_U64(0755, mode_of(path));
        CHECK(secrets());
        CHECK(secrets());
        config_secrets_undo(&config);
        CHECK_U64(0600, mode_of(config.token_file));
    }
    STORY("a failure removes what was created before it")
    {
        paths("w/state");
        snprintf(config.viewer_token_file, sizeof config.viewer_token_file, "/no/such/folder/t");
        CHECK(!secrets());
        snprintf(path, sizeof path, "%s/w", top);
        CHECK_U64(0, mode_of(path));
    }
    STORY("a check creates and repairs nothing")
    {
        struct text error;
        paths("y/state");
        text_init(&error, said, sizeof said);
        CHECK(config_secrets_check(&config, &error));
        snprintf(path, sizeof path, "%s/y", top);
        CHECK_U64(0, mode_of(path));
        paths("u/v/state");
        chmod(config.token_file, 0644);
        CHECK(!config_secrets_check(&config, &error));
        CHECK_U64(0644, mode_of(config.token_file));
        CHECK(secrets());
        CHECK_U64(0600, mode_of(config.token_file));
    }
    paths("a/b/state");
}

static void named_links(void)
{
    char target[128];
    STORY(
        "a link outside the state directory is followed, if nobody else may read or write the file")
    {
        static const struct {
            mode_t mode;
            bool good;
        } modes[] = {{0400, true},  {0440, true},  {0600, true},  {0640, true},
                     {0444, false}, {0604, false}, {0660, false}, {0602, false}};
        snprintf(target, sizeof target, "%s/secret", top);
        snprintf(config.state_dir, sizeof config.state_dir, "%s/li", top);
        write_file(target, "sixteen-letters-and-more\n");
        snprintf(config.token_file, sizeof config.token_file, "%s/link-to-it", top);
        CHECK(symlink(target, config.token_file) == 0);
        for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
            chmod(target, modes[i].mode);
            CHECK_U64(modes[i].good, secrets());
            CHECK_U64(modes[i].mode, mode_of(target));
        }
        chmod(target, 0600);
    }
    STORY(
        "a link that another user made, one to another user's file, and one to nothing are refused")
    {
        CHECK(geteuid() != 0 || (lchown(config.token_file, 12345, 12345) == 0 && !secrets()));
        CHECK(geteuid() != 0 || (lchown(config.token_file, 0, 0) == 0 && secrets()));
        CHECK(geteuid() != 0 || (chown(target, 12345, 12345) == 0 && !secrets()));
        unlink(target);
        CHECK(!secrets());
        CHECK(strstr(said, "a file that is not there") != NULL);
        unlink(config.token_file);
    }
    paths("a/b/state");
}

static void not_plain(void)
{
    STORY("links are not followed")
    {
        write_file("/tmp/boundtty-unit-target", "sixteen-letters-and-more");
        CHECK(symlink("/tmp/boundtty-unit-target", config.token_file) == 0);
        CHECK(!secrets());
        CHECK(strstr(said, "link") != NULL);
        unlink(config.token_file);
        unlink("/tmp/boundtty-unit-target");
        snprintf(path, sizeof path, "%s/link", top);
        CHECK(symlink(config.state_dir, path) == 0);
        paths("link");
        CHECK(!secrets());
        CHECK(strstr(said, "link") != NULL);
        unlink(path);
    }
    STORY("a pipe in the token's place is refused at once")
    {
        paths("a/b/state");
        CHECK(mkfifo(config.token_file, 0600) == 0);
        CHECK(!secrets());
        CHECK(strstr(said, "not a plain file") != NULL);
        unlink(config.token_file);
    }
    STORY("another user's directory is refused")
    {
        if (geteuid() == 0) {
            paths("other");
            CHECK(mkdir(config.state_dir, 0700) == 0 && chown(config.state_dir, 12345, 12345) == 0);
            CHECK(!secrets());
            CHECK(strstr(said, "another user") != NULL && strstr(said, "-s") != NULL);
        }
    }
    STORY("a file in the directory's place is refused")
    {
        paths("file");
        write_file(config.state_dir, "");
        CHECK(!secrets());
        CHECK(strstr(said, "not a directory") != NULL);
    }
    snprintf(path, sizeof path, "rm -rf %s", top);
    CHECK(system(path) == 0);
}

int main(void)
{
    if (!mkdtemp(top))
        return 2;
    paths("a/b/state");
    umask(0);
    made();
    tokens();
    undone();
    named_links();
    not_plain();
    return check_end();
}

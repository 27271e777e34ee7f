/* Runs every file of the named folders through a fuzz target, where libFuzzer is not there. */
#include <dirent.h>
#include <stdbool.h>
#include <string.h>

#include "common/file.h"
#include "common/memory.h"
#include "fuzz/fuzz.h"

#define INPUT_MAX 16777216

static bool replay_file(const char *dir, const char *name)
{
    HD_FREE_AUTO char *data = NULL;
    HD_FREE_AUTO uint8_t *exact = NULL;
    struct hd_error err;
    char path[4096];
    size_t len;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    if (hd_file_read(path, INPUT_MAX, &data, &len, &err) != HD_OK) {
        fprintf(stderr, "%s\n", err.text);
        return false;
    }
    /* No NUL behind it: a step too far is seen by the sanitizer. */
    exact = hd_alloc(len);
    memcpy(exact, data, len);
    LLVMFuzzerTestOneInput(exact, len);
    return true;
}

static int is_input(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int replay_folder(const char *dir)
{
    struct dirent **entries;
    int count = scandir(dir, &entries, is_input, alphasort), done = 0;

    if (count < 0) {
        perror(dir);
        return 0;
    }
    for (int i = 0; i < count; i++) {
        done += replay_file(dir, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return done == count ? done : 0;
}

int main(int argc, char **argv)
{
    int done = 0;

    for (int i = 1; i < argc; i++)
        done += replay_folder(argv[i]);
    printf("%d inputs\n", done);
    return done ? 0 : 1; /* an empty or unreadable corpus proves nothing */
}

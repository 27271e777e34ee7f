#include "storage_world.h"

static void a_new_value_is_new_and_the_same_again_is_unchanged(void **state)
{
    struct world *w = *state;
    struct submission_result first = world_publish_one(w, "2024", "41.0");
    struct submission_result again = world_publish_one(w, "2024", "41.0");

    assert_true(first.published);
    assert_int_equal(first.added, 1);
    assert_int_not_equal(first.id, 0);
    assert_int_equal(again.id, 0);
    assert_int_equal(again.unchanged, 1);
    assert_int_equal(world_ask(w, "select count(*) from submission"), 1);
    assert_int_equal(world_ask(w, "select count(*) from observation"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_value_is_new_and_the_same_again_is_unchanged,
                                        world_setup, world_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

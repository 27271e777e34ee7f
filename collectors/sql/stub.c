/* In place of postgres.c where hedef is built without libpq. */
#include "collectors/sql/postgres.h"
#include "common/lang.h"

enum hd_rc postgres_ready(struct hd_problems *problems, struct hd_error *err)
{
    hd_problem_add(problems,
                   &(struct hd_problem){
                       .code = "sql_not_built",
                       .message = N_("This hedef was built without PostgreSQL. Install libpq-dev "
                                     "and build it with -DHEDEF_SQL=ON."),
                       .key = "transport" });
    return hd_fail(err, HD_SYSTEM, "built without libpq");
}

enum hd_rc postgres_ask(const struct postgres_question *question, struct hd_buf *out,
                        int64_t *rows_out, struct hd_problems *problems, struct hd_error *err)
{
    (void)question;
    (void)out;
    (void)rows_out;
    return postgres_ready(problems, err);
}

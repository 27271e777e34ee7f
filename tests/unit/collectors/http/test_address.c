#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <sys/un.h>

#include "collectors/http/address.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct sockaddr_storage address_of(const char *text)
{
    struct sockaddr_storage address = { .ss_family = AF_UNSPEC };
    struct sockaddr_in in = { .sin_family = AF_INET };
    struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

    if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
        memcpy(&address, &in, sizeof in);
    else if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1)
        memcpy(&address, &in6, sizeof in6);
    assert_int_not_equal(address.ss_family, AF_UNSPEC);
    return address;
}

static bool allowed(const char *text, const struct http_networks *networks)
{
    struct sockaddr_storage address = address_of(text);

    return http_address_allowed((const struct sockaddr *)&address, networks);
}

static const char *const closed[] = {
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    /* IPv6 */
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:10::1",
    "2001:1ff::1",
    "2001:db8::1",
    "2001:db8:ffff::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "3fff:fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fdff::1",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
};

static const char *const open_addresses[] = {
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "126.255.255.255",
    "128.0.0.1",
    "168.63.129.15",
    "169.253.255.255",
    "169.255.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "192.0.1.1",
    "192.0.3.1",
    "192.167.255.255",
    "192.169.0.1",
    "198.17.255.255",
    "198.20.0.1",
    "203.0.112.1",
    "203.0.114.1",
    "223.255.255.255",
    /* IPv6 */
    "2000::1",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2001:db7::1",
    "2001:db9::1",
    "2003::1",
    "2606:4700::1111",
    "2a00:1450::1",
    "3ffe::1",
    "3fff:1000::1",
};

static void closed_networks_are_not_asked(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(closed); i++) {
        if (allowed(closed[i], NULL))
            fail_msg("%s is allowed", closed[i]);
    }
}

static void the_open_internet_is_asked(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(open_addresses); i++) {
        if (!allowed(open_addresses[i], NULL))
            fail_msg("%s is not allowed", open_addresses[i]);
    }
}

static void what_is_listed_is_asked_and_nothing_beside_it(void **state)
{
    struct http_networks networks;

    (void)state;
    assert_true(
        http_networks_parse("10.1.0.0/16, fd00::/8,127.0.0.2 ,192.168.1.128/25", &networks));
    assert_int_equal(networks.count, 4);
    assert_true(allowed("10.1.0.0", &networks));
    assert_true(allowed("10.1.255.255", &networks));
    assert_false(allowed("10.2.0.0", &networks));
    assert_false(allowed("10.0.255.255", &networks));
    assert_true(allowed("fd12::1", &networks));
    assert_false(allowed("fc12::1", &networks));
    assert_true(allowed("127.0.0.2", &networks));
    assert_false(allowed("127.0.0.1", &networks));
    assert_false(allowed("127.0.0.3", &networks));
    assert_true(allowed("192.168.1.128", &networks));
    assert_false(allowed("192.168.1.127", &networks));
    assert_false(allowed("::ffff:10.1.0.1", &networks));
    assert_true(allowed("8.8.8.8", &networks));
}

static void everything_of_a_family_can_be_listed(void **state)
{
    struct http_networks networks;

    (void)state;
    assert_true(http_networks_parse("0.0.0.0/0", &networks));
    assert_true(allowed("127.0.0.1", &networks));
    assert_false(allowed("::1", &networks));
    assert_true(http_networks_parse("", &networks));
    assert_int_equal(networks.count, 0);
}

static void what_is_no_network_is_refused(void **state)
{
    static const char *const wrong[] = {
        "10.0.0.0/33", "10.0.0.0/",  "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0/8",
        "10.0.0.0.0",  "fd00::/129", "fd00::/0008", "localhost",   "10.0.0.0/8, x",
        "/8",          "*",          "::g/8",       "1.2.3.4/ 8",
    };
    struct http_networks networks;

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        if (http_networks_parse(wrong[i], &networks))
            fail_msg("'%s' is taken", wrong[i]);
    }
}

static void too_many_networks_are_refused(void **state)
{
    char text[HTTP_NETWORKS_MAX * 10 + 10] = "";
    struct http_networks networks;
    size_t len = 0;

    (void)state;
    for (size_t i = 0; i < HTTP_NETWORKS_MAX; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "10.0.%zu.1,", i);
    assert_true(http_networks_parse(text, &networks));
    snprintf(text + len, sizeof text - len, "10.1.0.1");
    assert_false(http_networks_parse(text, &networks));
}

static void other_families_are_closed(void **state)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    char text[HTTP_ADDRESS_TEXT];

    (void)state;
    assert_false(http_address_allowed((const struct sockaddr *)&address, NULL));
    http_address_text((const struct sockaddr *)&address, text);
    assert_string_equal(text, "");
}

static void an_address_is_shown_as_it_is_written(void **state)
{
    struct sockaddr_storage address = address_of("2001:db8::1");
    char text[HTTP_ADDRESS_TEXT];

    (void)state;
    http_address_text((const struct sockaddr *)&address, text);
    assert_string_equal(text, "2001:db8::1");
    address = address_of("192.0.2.1");
    http_address_text((const struct sockaddr *)&address, text);
    assert_string_equal(text, "192.0.2.1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_networks_are_not_asked),
        cmocka_unit_test(the_open_internet_is_asked),
        cmocka_unit_test(what_is_listed_is_asked_and_nothing_beside_it),
        cmocka_unit_test(everything_of_a_family_can_be_listed),
        cmocka_unit_test(what_is_no_network_is_refused),
        cmocka_unit_test(too_many_networks_are_refused),
        cmocka_unit_test(other_families_are_closed),
        cmocka_unit_test(an_address_is_shown_as_it_is_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

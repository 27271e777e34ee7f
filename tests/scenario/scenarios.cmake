# Scenario tests: each scenario/test_<noun>.py runs the built programs on loopback.
file(GLOB scenarios CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/test_*.py)
foreach(path IN LISTS scenarios)
  get_filename_component(stem ${path} NAME_WE)
  string(REGEX REPLACE "^test_" "" noun ${stem})
  # Debian's own interpreter: the one that python3-aiosmtpd is installed for.
  add_test(NAME scenario_${noun} COMMAND /usr/bin/python3 ${path} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(scenario_${noun} PROPERTIES TIMEOUT 600
    ENVIRONMENT "HEDEF_BIN=${CMAKE_BINARY_DIR}/bin;HEDEF_SOURCE=${CMAKE_SOURCE_DIR};TEST_ARTEFACTS=${CMAKE_BINARY_DIR}/pages;PYTHONDONTWRITEBYTECODE=1")
endforeach()

# A source asked without a daemon.  Its look-up of names stands before the C library's.
add_executable(collect_probe ${CMAKE_CURRENT_LIST_DIR}/collect_probe.c)
target_link_libraries(collect_probe PRIVATE hedef_collectors)
target_link_options(collect_probe PRIVATE -rdynamic)

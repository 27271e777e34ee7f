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

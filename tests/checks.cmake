# Checks on the source itself, and the other builds.  All of them are tests, so that one summary
# tells everything.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(hedef_check name)
  add_test(NAME check_${name} COMMAND ${ARGN} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(check_${name} PROPERTIES TIMEOUT 1200)
endfunction()

hedef_check(layers ${Python3_EXECUTABLE} tests/layers.py ${CMAKE_SOURCE_DIR})
hedef_check(layers_control ${Python3_EXECUTABLE} tests/layers.py --control)
hedef_check(banned ${Python3_EXECUTABLE} tests/banned.py ${CMAKE_SOURCE_DIR})
hedef_check(format sh tests/format.sh)
hedef_check(cppcheck sh tests/cppcheck.sh ${CMAKE_BINARY_DIR})
hedef_check(tidy sh tests/tidy.sh ${CMAKE_BINARY_DIR})
hedef_check(systemd sh tests/systemd.sh)
hedef_check(translations sh tests/translations.sh ${CMAKE_BINARY_DIR})
hedef_check(build_clang sh tests/other_build.sh clang)
hedef_check(build_release sh tests/other_build.sh release-werror)
hedef_check(threads sh tests/other_build.sh tsan)
set_tests_properties(check_build_clang check_build_release check_threads check_tidy PROPERTIES
  PROCESSORS 2)

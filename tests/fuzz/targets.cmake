# fuzz/fuzz_<name>.c reads what comes from outside; corpus/<name>/ holds inputs that matter.
# With HEDEF_FUZZ each is a libFuzzer program:  bin/fuzz_csv -max_total_time=60 new/ corpus/csv/
# Without it each replays its corpus.  Either way the corpus runs as a test.
function(hedef_fuzz name library)
  set(target fuzz_${name})
  set(corpus ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
  if(HEDEF_FUZZ)
    add_executable(${target} fuzz/${target}.c)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    add_test(NAME ${target} COMMAND ${target} -runs=0 ${corpus})
  else()
    add_executable(${target} fuzz/${target}.c fuzz/replay.c)
    add_test(NAME ${target} COMMAND ${target} ${corpus})
  endif()
  target_link_libraries(${target} PRIVATE ${library})
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  set_tests_properties(${target} PROPERTIES TIMEOUT 300)
endfunction()

hedef_fuzz(csv hedef_collectors)
hedef_fuzz(json hedef_collectors)
hedef_fuzz(period hedef_common)
hedef_fuzz(conf hedef_common)
hedef_fuzz(yaml hedef_common)

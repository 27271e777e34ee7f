# One target carries the rules of the house, so that a folder cannot forget them.
include(CheckCCompilerFlag)
include(CheckLinkerFlag)

add_library(hedef_rules INTERFACE)
target_include_directories(hedef_rules INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
target_compile_definitions(hedef_rules INTERFACE _GNU_SOURCE HEDEF_VERSION="${PROJECT_VERSION}")
target_compile_options(hedef_rules INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wundef
  -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wconversion -Wvla
  $<$<BOOL:${HEDEF_WERROR}>:-Werror>)

# Every flag is asked for: clang 14 lacks some that gcc 12 has.
function(hedef_add_flags)
  foreach(flag IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER "HEDEF_HAS${flag}" known)
    # -Werror: clang only warns about a flag it does not know.
    set(CMAKE_REQUIRED_FLAGS -Werror)
    check_c_compiler_flag(${flag} ${known})
    if(${known})
      target_compile_options(hedef_rules INTERFACE ${flag})
    endif()
  endforeach()
endfunction()

hedef_add_flags(-fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing)
if(HEDEF_SANITIZE)
  # No FORTIFY, no automatic initialisation here: both hide what the sanitizers look for.
  target_compile_options(hedef_rules INTERFACE -fsanitize=${HEDEF_SANITIZE}
    -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(hedef_rules INTERFACE -fsanitize=${HEDEF_SANITIZE})
else()
  hedef_add_flags(-fstack-protector-strong -fstack-clash-protection -fcf-protection=full
    -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr)
  if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_compile_options(hedef_rules INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  endif()
endif()
if(HEDEF_FUZZ)
  if(NOT CMAKE_C_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "HEDEF_FUZZ needs clang: -DCMAKE_C_COMPILER=clang")
  endif()
  target_compile_options(hedef_rules INTERFACE -fsanitize=fuzzer-no-link)
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
target_link_options(hedef_rules INTERFACE -pie
  -Wl,-z,relro,-z,now,-z,noexecstack,-z,defs,--as-needed)

# hedef_library(name SOURCES ... LINK ...) : a static library that follows the rules.
function(hedef_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC hedef_rules ${ARG_LINK})
endfunction()

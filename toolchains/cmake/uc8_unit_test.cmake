# SPDX-License-Identifier: Apache-2.0
#
# uc8_add_unit_test(<name> <source>... [LIBRARIES <target>...] [TIMEOUT <seconds>]
#                   [LABELS <label>...])
# One CMocka program that is one ctest entry of that name. It may include anything of src/ and
# tests/. Does nothing when tests are not built, so that any folder may call it.
function(uc8_add_unit_test name)
  if(NOT UC8_TESTS)
    return()
  endif()
  cmake_parse_arguments(arg "" "TIMEOUT" "LIBRARIES;LABELS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  target_include_directories(${name} PRIVATE
    ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE
    ${arg_LIBRARIES} uc8_test_support uc8_core cmocka::cmocka)
  uc8_warnings(${name})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()

# What tests share: tests/support.
if(UC8_TESTS)
  file(GLOB uc8_test_support_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/support/*.cpp)
  if(uc8_test_support_sources)
    add_library(uc8_test_support STATIC ${uc8_test_support_sources})
    target_include_directories(uc8_test_support PUBLIC
      ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(uc8_test_support PUBLIC uc8_core cmocka::cmocka)
    uc8_warnings(uc8_test_support)
  else()
    add_library(uc8_test_support INTERFACE)
  endif()
endif()

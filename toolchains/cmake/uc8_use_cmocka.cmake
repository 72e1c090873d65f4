# SPDX-License-Identifier: Apache-2.0
#
# cmocka::cmocka, for the tests only. From source: its one C file, static.
if(NOT UC8_CMOCKA STREQUAL "source")
  uc8_system_library(cmocka::cmocka HEADER cmocka.h LIBRARIES cmocka)
  uc8_require_system(cmocka::cmocka CMOCKA "CMocka (libcmocka-dev)")
endif()
if(NOT TARGET cmocka::cmocka)
  uc8_pinned_source(uc8_cmocka_upstream cmocka)
  add_library(uc8_cmocka STATIC ${uc8_cmocka_upstream}/src/cmocka.c)
  uc8_third_party(uc8_cmocka)
  target_include_directories(uc8_cmocka PUBLIC ${uc8_cmocka_upstream}/include)
  target_compile_definitions(uc8_cmocka PRIVATE
    HAVE_STDIO_H HAVE_STDLIB_H HAVE_STRING_H HAVE_STRINGS_H HAVE_STDINT_H HAVE_INTTYPES_H
    HAVE_SIGNAL_H HAVE_TIME_H HAVE_UNISTD_H HAVE_SETJMP_H HAVE_SNPRINTF HAVE_VSNPRINTF
    HAVE_STRSIGNAL HAVE_STRUCT_TIMESPEC HAVE_CLOCK_REALTIME HAVE_GCC_THREAD_LOCAL_STORAGE)
  add_library(cmocka::cmocka INTERFACE IMPORTED GLOBAL)
  set_target_properties(cmocka::cmocka PROPERTIES INTERFACE_LINK_LIBRARIES uc8_cmocka)
endif()

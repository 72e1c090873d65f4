# SPDX-License-Identifier: Apache-2.0
#
# wslay::wslay. From source, only the frame layer is built, into libuc8.a itself, and it is made
# fit for a machine without a heap: its one allocation asks uc8_wslay_malloc() (src/ws, which
# answers with storage inside the connection: `*ctx` says where, before the call), and its two 4 KiB
# buffers, of which one lies there and one on the stack, shrink to 128 bytes: a frame's header has
# 14 at most, payloads pass through in pieces. The source is copied into the build folder for that.

if(NOT UC8_WSLAY STREQUAL "source")
  uc8_system_library(wslay::wslay HEADER wslay/wslay.h LIBRARIES wslay)
  uc8_require_system(wslay::wslay WSLAY wslay)
endif()

set(uc8_wslay_is_source OFF)
if(NOT TARGET wslay::wslay)
  set(uc8_wslay_is_source ON)
  uc8_pinned_source(uc8_wslay_upstream wslay)
  set(uc8_wslay_copy ${PROJECT_BINARY_DIR}/wslay)
  foreach(name wslay_frame.c wslay_frame.h wslay_net.c wslay_net.h wslay_macro.h)
    file(READ ${uc8_wslay_upstream}/${name} text)
    string(REPLACE "[4096]" "[128]" text "${text}")
    string(REPLACE "malloc(sizeof" "uc8_wslay_malloc(*ctx, sizeof" text "${text}")
    if(name STREQUAL "wslay_frame.h")
      string(APPEND text "\nvoid *uc8_wslay_malloc(void *place, size_t size);\n")
    endif()
    file(GENERATE OUTPUT ${uc8_wslay_copy}/${name} CONTENT "${text}")
  endforeach()
  include(TestBigEndian)
  test_big_endian(uc8_is_big_endian)
  add_library(uc8_wslay_objects OBJECT ${uc8_wslay_copy}/wslay_frame.c ${uc8_wslay_copy}/wslay_net.c)
  uc8_third_party(uc8_wslay_objects)
  target_include_directories(uc8_wslay_objects PRIVATE ${uc8_wslay_upstream}/includes)
  target_compile_definitions(uc8_wslay_objects PRIVATE free=uc8_wslay_free)
  # A machine without sockets has no arpa/inet.h: the compiler knows how to swap bytes.
  if(uc8_is_big_endian)
    target_compile_definitions(uc8_wslay_objects PRIVATE
      WORDS_BIGENDIAN "htons(x)=(x)" "ntohs(x)=(x)" "ntohl(x)=(x)")
  else()
    target_compile_definitions(uc8_wslay_objects PRIVATE
      htons=__builtin_bswap16 ntohs=__builtin_bswap16 ntohl=__builtin_bswap32)
  endif()
  add_library(wslay::wslay INTERFACE IMPORTED GLOBAL)
  set_target_properties(wslay::wslay PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES ${uc8_wslay_upstream}/includes
    INTERFACE_COMPILE_DEFINITIONS "UC8_WSLAY_SOURCE=1")
endif()

# SPDX-License-Identifier: Apache-2.0
#
# llhttp::llhttp. Debian 13 and Ubuntu 24.04 have a library; Debian 12 has only the C sources, in
# its package node-llhttp. Sources, Debian's or the pinned ones, are built into libuc8.a itself.
if(NOT UC8_LLHTTP STREQUAL "source")
  uc8_system_library(llhttp::llhttp HEADER llhttp.h LIBRARIES llhttp)
endif()

set(uc8_llhttp_is_source OFF)
if(NOT TARGET llhttp::llhttp)
  set(uc8_llhttp_is_source ON)
  if(NOT UC8_LLHTTP STREQUAL "source" AND NOT CMAKE_CROSSCOMPILING
      AND EXISTS /usr/share/llhttp/llhttp.c AND EXISTS /usr/share/include/llhttp/llhttp.h)
    set(uc8_llhttp_c /usr/share/llhttp)
    set(uc8_llhttp_include /usr/share/include/llhttp)
  else()
    uc8_require_system(llhttp::llhttp LLHTTP "llhttp (libllhttp-dev, or node-llhttp on Debian 12)")
    uc8_pinned_source(uc8_llhttp_upstream llhttp)
    set(uc8_llhttp_c ${uc8_llhttp_upstream}/src)
    set(uc8_llhttp_include ${uc8_llhttp_upstream}/include)
  endif()
  add_library(uc8_llhttp_objects OBJECT
    ${uc8_llhttp_c}/api.c ${uc8_llhttp_c}/http.c ${uc8_llhttp_c}/llhttp.c)
  uc8_third_party(uc8_llhttp_objects)
  target_include_directories(uc8_llhttp_objects PRIVATE ${uc8_llhttp_include})
  # llhttp 8 has two parsers in one file; later ones have only the strict one and ignore this.
  target_compile_definitions(uc8_llhttp_objects PRIVATE LLHTTP_STRICT_MODE=1)
  add_library(llhttp::llhttp INTERFACE IMPORTED GLOBAL)
  set_target_properties(llhttp::llhttp PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES ${uc8_llhttp_include}
    INTERFACE_COMPILE_DEFINITIONS "LLHTTP_STRICT_MODE=1")
endif()

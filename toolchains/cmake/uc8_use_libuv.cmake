# SPDX-License-Identifier: Apache-2.0
#
# uv::uv. From source: libuv's own CMake build, static, without its tests.
function(uc8_add_libuv)  # A function, so that its settings are not those of whoever includes us.
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)  # Variables hold against option().
  set(LIBUV_BUILD_SHARED OFF)
  set(BUILD_TESTING OFF)
  add_subdirectory(${uc8_libuv_upstream} ${PROJECT_BINARY_DIR}/libuv EXCLUDE_FROM_ALL)
endfunction()

if(NOT UC8_LIBUV STREQUAL "source")
  uc8_system_library(uv::uv HEADER uv.h LIBRARIES uv)
  uc8_require_system(uv::uv LIBUV "libuv (libuv1-dev)")
endif()
if(NOT TARGET uv::uv)
  uc8_pinned_source(uc8_libuv_upstream libuv)
  uc8_add_libuv()
  target_compile_options(uv_a PRIVATE -w)
  add_library(uv::uv INTERFACE IMPORTED GLOBAL)
  set_target_properties(uv::uv PROPERTIES INTERFACE_LINK_LIBRARIES uv_a)
endif()

# SPDX-License-Identifier: Apache-2.0
#
# jsmn::jsmn, a header. Exactly one of our sources includes it, so it becomes part of libuc8.a.
if(NOT UC8_JSMN STREQUAL "source")
  uc8_system_library(jsmn::jsmn HEADER jsmn.h)
  uc8_require_system(jsmn::jsmn JSMN "jsmn (libjsmn-dev)")
endif()
if(NOT TARGET jsmn::jsmn)
  uc8_pinned_source(uc8_jsmn_upstream jsmn)
  add_library(jsmn::jsmn INTERFACE IMPORTED GLOBAL)
  set_target_properties(jsmn::jsmn PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${uc8_jsmn_upstream})
endif()

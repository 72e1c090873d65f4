# SPDX-License-Identifier: Apache-2.0
#
# The third-party libraries, as targets: uv::uv mbedtls::mbedtls llhttp::llhttp wslay::wslay
# jsmn::jsmn cmocka::cmocka. Each comes from the system, or from the pinned sources
# (toolchains/sources.lock). Per library UC8_<NAME> is
#   auto     the system's if it is there, else the pinned source
#   system   the system's, or an error that says what to install
#   source   the pinned source, fetched on first use and checked by its hash
include(uc8_system_library)
include(uc8_pinned_source)

foreach(name WSLAY LLHTTP JSMN LIBUV MBEDTLS CMOCKA)
  set(UC8_${name} auto CACHE STRING "Where ${name} comes from: auto, system or source")
  set_property(CACHE UC8_${name} PROPERTY STRINGS auto system source)
endforeach()

include(uc8_use_wslay)
include(uc8_use_llhttp)
include(uc8_use_jsmn)
if(UC8_LIBUV_PORT)
  include(uc8_use_libuv)
endif()
if(UC8_MBEDTLS_PORT)
  include(uc8_use_mbedtls)
endif()
if(UC8_TESTS)
  include(uc8_use_cmocka)
endif()

# SPDX-License-Identifier: Apache-2.0
#
# mbedtls::mbedtls (TLS, X.509 and crypto). From source: UC8_MBEDTLS_VERSION (2.28 or 3.6) with
# upstream's configuration, or with ours for small clients (UC8_MBEDTLS_CONFIG=client).
set(UC8_MBEDTLS_VERSION 3.6 CACHE STRING "mbedTLS to build from source: 2.28 or 3.6")
set(UC8_MBEDTLS_CONFIG full CACHE STRING
  "Source builds: full (clients and servers), or client (small: toolchains/mbedtls)")

if(NOT UC8_MBEDTLS STREQUAL "source")
  uc8_system_library(mbedtls::mbedtls HEADER mbedtls/ssl.h LIBRARIES mbedtls mbedx509 mbedcrypto)
  uc8_require_system(mbedtls::mbedtls MBEDTLS "mbedTLS (libmbedtls-dev)")
endif()
if(NOT TARGET mbedtls::mbedtls)
  uc8_pinned_source(uc8_mbedtls_upstream mbedtls@${UC8_MBEDTLS_VERSION})
  file(GLOB uc8_mbedtls_sources ${uc8_mbedtls_upstream}/library/*.c)
  add_library(uc8_mbedtls_upstream_library STATIC ${uc8_mbedtls_sources})
  set_target_properties(uc8_mbedtls_upstream_library PROPERTIES
    OUTPUT_NAME uc8_mbedtls_upstream EXPORT_NAME mbedtls_upstream)
  uc8_third_party(uc8_mbedtls_upstream_library)
  target_include_directories(uc8_mbedtls_upstream_library
    PUBLIC $<BUILD_INTERFACE:${uc8_mbedtls_upstream}/include>
           $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/uc8_upstream>
    PRIVATE ${uc8_mbedtls_upstream}/library)
  if(UC8_MBEDTLS_CONFIG STREQUAL "client")
    target_include_directories(uc8_mbedtls_upstream_library
      PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/toolchains/mbedtls>)
    target_compile_definitions(uc8_mbedtls_upstream_library
      PUBLIC "MBEDTLS_CONFIG_FILE=\"uc8_mbedtls_config.h\"")
  else()
    # What uc8::use_tls_arena() needs; until it is called, memory is the heap's.
    target_compile_definitions(uc8_mbedtls_upstream_library
      PUBLIC MBEDTLS_PLATFORM_MEMORY MBEDTLS_MEMORY_BUFFER_ALLOC_C)
  endif()
  add_library(mbedtls::mbedtls INTERFACE IMPORTED GLOBAL)
  set_target_properties(mbedtls::mbedtls PROPERTIES
    INTERFACE_LINK_LIBRARIES uc8_mbedtls_upstream_library)
endif()

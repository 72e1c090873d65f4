# SPDX-License-Identifier: Apache-2.0
#
# `cmake --install`: programs, libraries, headers, and how others find them (CMake, pkg-config).
# What is installed may be moved as a whole: nothing in it names the prefix.
include(CMakePackageConfigHelpers)

# --- libraries and programs: ours, and those that were built from pinned sources -------------------

set(uc8_upstream_include ${CMAKE_INSTALL_INCLUDEDIR}/uc8_upstream)
set(uc8_installed uc8_core uc8_all)
foreach(target uc8_libuv uc8_mbedtls uc8_none)
  if(TARGET ${target})
    list(APPEND uc8_installed ${target})
  endif()
endforeach()
set(uc8_libuv_is_source OFF)
if(TARGET uv_a)
  set(uc8_libuv_is_source ON)
  list(APPEND uc8_installed uv_a)
  set_target_properties(uv_a PROPERTIES OUTPUT_NAME uc8_libuv_upstream EXPORT_NAME libuv_upstream)
  target_include_directories(uv_a INTERFACE $<INSTALL_INTERFACE:${uc8_upstream_include}>)
  install(DIRECTORY ${uc8_libuv_upstream}/include/ DESTINATION ${uc8_upstream_include}
    FILES_MATCHING PATTERN *.h)
endif()
set(uc8_mbedtls_is_source OFF)
if(TARGET uc8_mbedtls_upstream_library)
  set(uc8_mbedtls_is_source ON)
  list(APPEND uc8_installed uc8_mbedtls_upstream_library)
  install(DIRECTORY ${uc8_mbedtls_upstream}/include/ DESTINATION ${uc8_upstream_include}
    FILES_MATCHING PATTERN *.h)
  if(UC8_MBEDTLS_CONFIG STREQUAL "client")
    # In upstream's place, so that pkg-config needs no quotes; and by its own name, for CMake.
    set(config ${PROJECT_SOURCE_DIR}/toolchains/mbedtls/uc8_mbedtls_config.h)
    install(FILES ${config} DESTINATION ${uc8_upstream_include})
    foreach(name config.h mbedtls_config.h)
      if(EXISTS ${uc8_mbedtls_upstream}/include/mbedtls/${name})
        install(FILES ${config} DESTINATION ${uc8_upstream_include}/mbedtls RENAME ${name})
      endif()
    endforeach()
  endif()
endif()
install(TARGETS ${uc8_installed} EXPORT uc8Targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
foreach(program uc8_cli uc8-emulator)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()

install(DIRECTORY include/uc8 DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.h)
foreach(port libuv mbedtls none)
  if(TARGET uc8_${port})
    install(DIRECTORY ports/${port}/include/uc8 DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
      FILES_MATCHING PATTERN *.h)
  endif()
endforeach()
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# --- what an installed uc8 needs of the system -----------------------------------------------------

set(uc8_needs_wslay ON)
if(uc8_wslay_is_source)
  set(uc8_needs_wslay OFF)
endif()
set(uc8_needs_llhttp ON)
if(uc8_llhttp_is_source)
  set(uc8_needs_llhttp OFF)
endif()
set(uc8_needs_libuv ${UC8_LIBUV_PORT})
set(uc8_needs_mbedtls ${UC8_MBEDTLS_PORT})
set(uc8_dependencies)
foreach(pair wslay,wslay::wslay llhttp,llhttp::llhttp libuv,uv::uv mbedtls,mbedtls::mbedtls)
  string(REPLACE "," ";" pair ${pair})
  list(GET pair 0 name)
  list(GET pair 1 dependency)
  if(uc8_needs_${name})
    list(APPEND uc8_dependencies ${dependency})
  endif()
endforeach()

# --- CMake: find_package(uc8), then link uc8::uc8 (or uc8::core, uc8::libuv, uc8::mbedtls) ---------

set(uc8_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/uc8)
install(EXPORT uc8Targets NAMESPACE uc8:: DESTINATION ${uc8_cmake_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/uc8Config.cmake.in
  ${PROJECT_BINARY_DIR}/uc8Config.cmake INSTALL_DESTINATION ${uc8_cmake_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/uc8ConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/uc8Config.cmake ${PROJECT_BINARY_DIR}/uc8ConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/uc8_system_library.cmake DESTINATION ${uc8_cmake_dir})

# --- pkg-config: uc8 is all of it ------------------------------------------------------------------

set(uc8_pc_libs "")
set(uc8_pc_cflags "")
foreach(port mbedtls libuv)
  if(TARGET uc8_${port})
    string(APPEND uc8_pc_libs " -luc8_${port}")
  endif()
endforeach()
string(APPEND uc8_pc_libs " -luc8")
if(uc8_needs_wslay)
  string(APPEND uc8_pc_libs " -lwslay")
endif()
if(uc8_needs_llhttp)
  string(APPEND uc8_pc_libs " -lllhttp")
endif()
if(uc8_libuv_is_source)
  string(APPEND uc8_pc_libs " -luc8_libuv_upstream -lpthread -ldl -lrt")
elseif(UC8_LIBUV_PORT)
  string(APPEND uc8_pc_libs " -luv")
endif()
if(uc8_mbedtls_is_source)
  string(APPEND uc8_pc_libs " -luc8_mbedtls_upstream")
elseif(UC8_MBEDTLS_PORT)
  string(APPEND uc8_pc_libs " -lmbedtls -lmbedx509 -lmbedcrypto")
endif()
if(uc8_libuv_is_source OR uc8_mbedtls_is_source)
  string(PREPEND uc8_pc_cflags " -I\${includedir}/uc8_upstream")
endif()
file(RELATIVE_PATH uc8_pc_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" uc8_pc_prefix "${uc8_pc_prefix}")
configure_file(${CMAKE_CURRENT_LIST_DIR}/uc8.pc.in ${PROJECT_BINARY_DIR}/uc8.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/uc8.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

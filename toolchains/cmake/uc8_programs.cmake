# SPDX-License-Identifier: Apache-2.0
#
# The command `uc8` and the local server `uc8-emulator`: ordinary C++17.
file(GLOB uc8_cli_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/cli/*.cpp)
if(UC8_PROGRAMS AND EXISTS ${PROJECT_SOURCE_DIR}/src/cli/main.cpp AND TARGET uc8_libuv AND TARGET uc8_mbedtls)
  add_executable(uc8_cli ${uc8_cli_sources})
  set_target_properties(uc8_cli PROPERTIES OUTPUT_NAME uc8)
  target_include_directories(uc8_cli PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(uc8_cli PRIVATE uc8::uc8)
  uc8_warnings(uc8_cli)
endif()
if(UC8_EMULATOR AND EXISTS ${PROJECT_SOURCE_DIR}/tests/emulator/CMakeLists.txt)
  add_subdirectory(${PROJECT_SOURCE_DIR}/tests/emulator ${PROJECT_BINARY_DIR}/emulator)
  if(TARGET uc8-emulator)
    set_target_properties(uc8-emulator PROPERTIES
      RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  endif()
endif()

# SPDX-License-Identifier: Apache-2.0
#
# The libraries. The layers of src/, lowest first; src/cli is a program and not among them.
set(uc8_layers base json wire http ws link client glue)

set(uc8_core_sources)
foreach(layer IN LISTS uc8_layers)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${layer}/*.cpp)
  list(APPEND uc8_core_sources ${sources})
endforeach()

# libuc8.a: our code, and those third-party objects that no library of the system brings.
add_library(uc8_core STATIC ${uc8_core_sources})
add_library(uc8::core ALIAS uc8_core)
set_target_properties(uc8_core PROPERTIES OUTPUT_NAME uc8 EXPORT_NAME core)
target_include_directories(uc8_core
  PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
         $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
  PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_compile_features(uc8_core PUBLIC cxx_std_17)
uc8_warnings(uc8_core)
uc8_links_like_c(uc8_core)
# Headers and definitions for us; libraries, if they are the system's, for whoever links.
foreach(dependency wslay::wslay llhttp::llhttp jsmn::jsmn)
  target_include_directories(uc8_core SYSTEM PRIVATE
    $<TARGET_PROPERTY:${dependency},INTERFACE_INCLUDE_DIRECTORIES>)
  target_compile_definitions(uc8_core PRIVATE
    $<TARGET_PROPERTY:${dependency},INTERFACE_COMPILE_DEFINITIONS>)
endforeach()
if(uc8_wslay_is_source)
  target_sources(uc8_core PRIVATE $<TARGET_OBJECTS:uc8_wslay_objects>)
else()
  target_link_libraries(uc8_core PUBLIC wslay::wslay)
endif()
if(uc8_llhttp_is_source)
  target_sources(uc8_core PRIVATE $<TARGET_OBJECTS:uc8_llhttp_objects>)
else()
  target_link_libraries(uc8_core PUBLIC llhttp::llhttp)
endif()

# uc8_add_port(<name> <dependency>): libuc8_<name>.a from ports/<name>, public headers in
# ports/<name>/include/uc8/port.
function(uc8_add_port name dependency)
  set(folder ${PROJECT_SOURCE_DIR}/ports/${name})
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_library(uc8_${name} STATIC ${sources})
  add_library(uc8::${name} ALIAS uc8_${name})
  set_target_properties(uc8_${name} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(uc8_${name} PUBLIC
    $<BUILD_INTERFACE:${folder}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(uc8_${name} PUBLIC uc8_core ${dependency})
  uc8_warnings(uc8_${name})
  uc8_links_like_c(uc8_${name})
endfunction()

add_library(uc8_all INTERFACE)
add_library(uc8::uc8 ALIAS uc8_all)
set_target_properties(uc8_all PROPERTIES EXPORT_NAME uc8)
target_link_libraries(uc8_all INTERFACE uc8_core)
if(UC8_LIBUV_PORT)
  uc8_add_port(libuv uv::uv)
endif()
if(UC8_MBEDTLS_PORT)
  uc8_add_port(mbedtls mbedtls::mbedtls)
endif()
uc8_add_port(none "")
foreach(port libuv mbedtls)
  if(TARGET uc8_${port})
    target_link_libraries(uc8_all INTERFACE uc8_${port})
  endif()
endforeach()

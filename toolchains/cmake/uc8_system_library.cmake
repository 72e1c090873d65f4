# SPDX-License-Identifier: Apache-2.0
#
# uc8_system_library(<target> HEADER <file> [LIBRARIES <name>...] [SUFFIXES <folder>...]
#                    [NAMES_FIRST <name>])
# Defines the imported <target> (several libraries: in link order) if the system has the header and
# every library; the caller asks `if(TARGET <target>)`. Installed too: uc8Config.cmake uses it.
function(uc8_system_library target)
  cmake_parse_arguments(arg "" "HEADER" "LIBRARIES;SUFFIXES" ${ARGN})
  if(TARGET ${target})
    return()
  endif()
  string(MAKE_C_IDENTIFIER "${target}" id)
  find_path(UC8_${id}_INCLUDE_DIR ${arg_HEADER} PATH_SUFFIXES ${arg_SUFFIXES})
  mark_as_advanced(UC8_${id}_INCLUDE_DIR)
  if(NOT UC8_${id}_INCLUDE_DIR)
    return()
  endif()
  set(files)
  foreach(library IN LISTS arg_LIBRARIES)
    find_library(UC8_${id}_${library}_LIBRARY ${library})
    mark_as_advanced(UC8_${id}_${library}_LIBRARY)
    if(NOT UC8_${id}_${library}_LIBRARY)
      return()
    endif()
    list(APPEND files ${UC8_${id}_${library}_LIBRARY})
  endforeach()
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  # The default include folder must not be named again: its order matters to the compiler.
  if(NOT UC8_${id}_INCLUDE_DIR IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
    set_target_properties(${target} PROPERTIES
      INTERFACE_INCLUDE_DIRECTORIES "${UC8_${id}_INCLUDE_DIR}")
  endif()
  set_target_properties(${target} PROPERTIES INTERFACE_LINK_LIBRARIES "${files}")
endfunction()

# Ends the configuration for a library that UC8_<name>=system asked for and that is not there.
function(uc8_require_system target name package)
  if(UC8_${name} STREQUAL "system" AND NOT TARGET ${target})
    message(FATAL_ERROR "uc8: this system has no ${package}. Install it "
      "(toolchains/install-deps.sh), or configure with -DUC8_${name}=source.")
  endif()
endfunction()

# SPDX-License-Identifier: Apache-2.0
#
# uc8_pinned_source(<variable> <component>[@<version>]): sets <variable> to the folder with the
# pinned source of a component, which toolchains/fetch-sources.sh fetches and checks.
if(uc8_is_top_level)
  set(uc8_sources_default ${PROJECT_SOURCE_DIR}/build/sources)  # Shared by all presets.
else()
  set(uc8_sources_default ${PROJECT_BINARY_DIR}/sources)
endif()
set(UC8_SOURCES_DIR ${uc8_sources_default} CACHE PATH "Where the pinned sources are kept")

function(uc8_pinned_source variable component)
  message(STATUS "uc8: pinned source of ${component}")
  execute_process(
    COMMAND bash ${PROJECT_SOURCE_DIR}/toolchains/fetch-sources.sh
      --into ${UC8_SOURCES_DIR} ${component}
    OUTPUT_VARIABLE folder OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE status)
  if(NOT status EQUAL 0 OR NOT IS_DIRECTORY "${folder}")
    message(FATAL_ERROR "uc8: could not get the pinned source of ${component} (see above)")
  endif()
  set(${variable} ${folder} PARENT_SCOPE)
endfunction()

# SPDX-License-Identifier: Apache-2.0
#
# How our targets are compiled. All of it is PRIVATE: a consumer gets none of these flags.

# Many warnings, as errors; in our own build only.
function(uc8_warnings target)
  if(UC8_DEVELOPER AND CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wshadow -Werror)
  endif()
endfunction()

# C++ whose objects need no C++ runtime: no exceptions, no RTTI, no guarded statics.
function(uc8_links_like_c target)
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(${target} PRIVATE
      -ffunction-sections -fdata-sections
      $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>
      $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>
      $<$<COMPILE_LANGUAGE:CXX>:-fno-threadsafe-statics>)
  endif()
endfunction()

# What a C compiler needs for sources that are not ours: no warnings of ours.
function(uc8_third_party target)
  target_compile_options(${target} PRIVATE -w -ffunction-sections -fdata-sections)
endfunction()

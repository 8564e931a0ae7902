# SPDX-License-Identifier: GPL-3.0-or-later
# What nearly every file includes is parsed once: for the libraries, and with gtest for the tests, which are compiled
# for programs. A file includes what it needs all the same, which the checked presets show: they do without.
set(parsed_headers <algorithm> <array> <filesystem> <functional> <map> <memory> <optional> <string> <unordered_map> <utility> <vector>)

file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/parsed_once.cc CONTENT "// nothing but its headers\n")
add_library(muniment_parsed_for_libraries OBJECT ${PROJECT_BINARY_DIR}/parsed_once.cc)
target_link_libraries(muniment_parsed_for_libraries PRIVATE muniment_warnings)
target_precompile_headers(muniment_parsed_for_libraries PRIVATE ${parsed_headers})

if(MUNIMENT_BUILD_TESTS)
  file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/parsed_for_tests.cc CONTENT "// nothing but its headers, and gtest's main()\n")
  add_executable(muniment_parsed_for_tests ${PROJECT_BINARY_DIR}/parsed_for_tests.cc)
  target_link_libraries(muniment_parsed_for_tests PRIVATE muniment_warnings GTest::gtest_main)
  target_compile_options(muniment_parsed_for_tests PRIVATE -Wno-missing-field-initializers)
  target_precompile_headers(muniment_parsed_for_tests PRIVATE <gtest/gtest.h> <fstream> ${parsed_headers})
endif()

# muniment_use_parsed(<target> <which>): "libraries" or "tests"
function(muniment_use_parsed target which)
  target_precompile_headers(${target} REUSE_FROM muniment_parsed_for_${which})
  if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
    # GCC 12 and 14 are wrong about strings whose header was parsed before.
    target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-stringop-overflow)
  endif()
endfunction()

# SPDX-License-Identifier: GPL-3.0-or-later
include(GoogleTest)

# muniment_test(<folder> SOURCES x_test.cc … LIBS lib… [LABELS unit] [TIMEOUT seconds])
#   Makes the GoogleTest program muniment_<folder>_tests ("/" becomes "_") and one ctest per case, named
#   <folder>/<Suite>.<Case>. Cases are found when ctest runs, so a build never executes what it built.
function(muniment_test folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LIBS;LABELS")
  string(MAKE_C_IDENTIFIER "muniment_${folder}_tests" target)
  muniment_own_names(libs ${arg_LIBS})
  muniment_test_defaults()
  add_executable(${target} ${arg_SOURCES})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${target} PRIVATE MUNIMENT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ${libs} muniment_warnings GTest::gtest_main)
  # Tests name the members that matter to them; what is left out has its default.
  target_compile_options(${target} PRIVATE -Wno-missing-field-initializers)
  muniment_use_parsed(${target} tests)
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 TEST_PREFIX "${folder}/"
    TEST_LIST ${target}_cases PROPERTIES TIMEOUT ${arg_TIMEOUT})
  # gtest_discover_tests loses all but the first of several labels, so they are set when ctest has the list.
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${target}_labels.cmake
    "set_tests_properties(\${${target}_cases} PROPERTIES LABELS \"${arg_LABELS}\")\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${CMAKE_CURRENT_BINARY_DIR}/${target}_labels.cmake)
endfunction()

# muniment_script_test(<name> COMMAND script argument… [LABELS cli] [TIMEOUT seconds])
#   A script beside the CMakeLists.txt; *.py runs under the Python that CMake found. Exit status 77 is "skipped",
#   after a line "SKIPPED: reason". The variable MUNIMENT holds the path of the built program.
function(muniment_script_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "COMMAND;LABELS")
  muniment_test_defaults()
  list(POP_FRONT arg_COMMAND script)
  if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${script})
    set(script ${CMAKE_CURRENT_SOURCE_DIR}/${script})
  endif()
  if(script MATCHES "\\.py$")
    set(script ${Python3_EXECUTABLE} ${script})
  endif()
  add_test(NAME ${name} COMMAND ${script} ${arg_COMMAND} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} SKIP_RETURN_CODE 77
    ENVIRONMENT "MUNIMENT=${PROJECT_BINARY_DIR}/muniment;MUNIMENT_ATTRIBUTES=off;LC_ALL=C.UTF-8;TZ=UTC;MUNIMENT_STATE=;PYTHONDONTWRITEBYTECODE=1")
endfunction()

macro(muniment_test_defaults)
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
endmacro()

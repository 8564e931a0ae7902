# SPDX-License-Identifier: GPL-3.0-or-later
# muniment_library(<name> HEADERS … SOURCES … [PUBLIC lib…] [PRIVATE lib…])
#   Makes muniment_<name> with the alias muniment::<name>. The include root is the top of the repository.
#   Libraries without "::" are ours (core_base means muniment_core_base); the others are taken as they are.
#   Each of HEADERS is compiled alone by the test "headers". Without SOURCES the library is header-only.
function(muniment_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;SOURCES;PUBLIC;PRIVATE")
  muniment_own_names(public ${arg_PUBLIC})
  muniment_own_names(private ${arg_PRIVATE})
  if(arg_SOURCES)
    set(scope PUBLIC)
    add_library(muniment_${name} STATIC ${arg_SOURCES})
    target_link_libraries(muniment_${name} PUBLIC ${public} PRIVATE ${private} muniment_warnings)
    muniment_use_parsed(muniment_${name} libraries)
  else()
    set(scope INTERFACE)
    add_library(muniment_${name} INTERFACE)
    target_link_libraries(muniment_${name} INTERFACE ${public} ${private})
  endif()
  add_library(muniment::${name} ALIAS muniment_${name})
  target_sources(muniment_${name} ${scope} FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${arg_HEADERS})
  target_include_directories(muniment_${name} ${scope} ${PROJECT_SOURCE_DIR})
endfunction()

# muniment_program(SOURCES main.cc … LIBS cli …)
#   Makes the program, at the top of the build folder.
function(muniment_program)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "SOURCES;LIBS")
  muniment_own_names(libs ${arg_LIBS})
  add_executable(muniment ${arg_SOURCES})
  set_target_properties(muniment PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  target_include_directories(muniment PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_definitions(muniment PRIVATE MUNIMENT_VERSION="${PROJECT_VERSION}")
  if(MUNIMENT_MIMALLOC)
    target_link_libraries(muniment PRIVATE muniment::dep::mimalloc)  # first, so that its malloc is found first
  endif()
  target_link_libraries(muniment PRIVATE ${libs} muniment_warnings)
  install(TARGETS muniment)
endfunction()

# muniment_listed_sources(<out> <list.def> <pattern>)
#   One source per line MACRO(name) of the list, "@" in the pattern standing for the name: formats/@.cc, cmd_@.cc.
#   An edit of the list re-configures, so one file and one line are all that a new format or command needs.
function(muniment_listed_sources out list pattern)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${list})
  file(STRINGS ${list} lines REGEX "^[A-Z_]+\\([a-z0-9_]+")
  set(sources "")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "^[A-Z_]+\\(([a-z0-9_]+).*" "\\1" entry "${line}")
    string(REPLACE "@" "${entry}" source "${pattern}")
    list(APPEND sources ${source})
  endforeach()
  set(${out} ${sources} PARENT_SCOPE)
endfunction()

# muniment_embedded_text(<out> <file> <namespace> <symbol>)
#   A source that defines `const std::string_view muniment::<namespace>::<symbol>`, the bytes of the file.
function(muniment_embedded_text out file namespace symbol)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  cmake_path(GET file FILENAME name)
  file(READ ${file} text)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/embedded_text.cc.in ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cc @ONLY)
  set(${out} ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cc PARENT_SCOPE)
endfunction()

function(muniment_own_names out)
  list(TRANSFORM ARGN PREPEND muniment_ REGEX "^[a-z0-9_]+$")
  set(${out} ${ARGN} PARENT_SCOPE)
endfunction()

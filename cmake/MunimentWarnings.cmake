# SPDX-License-Identifier: GPL-3.0-or-later
# Warnings for our own targets (muniment_warnings), and what the release build hardens.
include(CheckCXXCompilerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)

# -Wnull-dereference is clang's alone: g++ 12 sees null pointers inside its own std::string as soon as it optimises.
add_library(muniment_warnings INTERFACE)
target_compile_options(muniment_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wcast-align -Wformat=2 -Wimplicit-fallthrough -Wundef
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -Wuseless-cast>
  $<$<CXX_COMPILER_ID:Clang>:-Wnull-dereference>
  $<$<BOOL:${MUNIMENT_WERROR}>:-Werror>)

# No path of the building machine in the program: two checkouts build the same bytes.
add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)

# No link-time optimisation: over 294,107 messages it saved 1% of the processor time of ingest (6.8 s against 6.9 s, two
# cores, g++ 12.2) and cost a third more time to build the program.
#
# Line tables are enough for a back trace.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")

if(CMAKE_BUILD_TYPE MATCHES "^Rel" AND NOT MUNIMENT_SANITIZE)
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
  foreach(flag -fstack-clash-protection -fcf-protection)  # the second exists on x86 only
    string(MAKE_C_IDENTIFIER "MUNIMENT_HAS${flag}" has)
    check_cxx_compiler_flag(${flag} ${has})
    if(${has})
      add_compile_options(${flag})
    endif()
  endforeach()
  add_link_options(-Wl,-z,relro,-z,now)
endif()

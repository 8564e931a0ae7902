# SPDX-License-Identifier: GPL-3.0-or-later
include(GNUInstallDirs)

# muniment_man_page(<name> <section> <page of docs/> SUMMARY text [SEE_ALSO name(7) …])
#   Makes man/<name>.<section> in the build folder from a page of docs/, and installs it.
function(muniment_man_page name section page)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "SUMMARY" "SEE_ALSO")
  set(script ${PROJECT_SOURCE_DIR}/tools/make_man_page.py)
  set(source ${PROJECT_SOURCE_DIR}/docs/${page})
  set(made ${PROJECT_BINARY_DIR}/man/${name}.${section})
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/man)
  add_custom_command(OUTPUT ${made} DEPENDS ${script} ${source} VERBATIM COMMENT "Making ${name}(${section})"
    COMMAND Python3::Interpreter ${script} ${made} ${arg_SUMMARY} ${PROJECT_VERSION} ${source} ${arg_SEE_ALSO})
  add_custom_target(man_${name} ALL DEPENDS ${made})
  install(FILES ${made} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endfunction()

# SPDX-License-Identifier: GPL-3.0-or-later
# Sanitizers apply to everything we compile: half-instrumented programs report nonsense.
if(MUNIMENT_SANITIZE)
  list(JOIN MUNIMENT_SANITIZE "," sanitizers)
  add_compile_options(-fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${sanitizers})
  # GCC's manual: with sanitizers this warning of its own has false positives. Its other builds keep it as an error.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-error=maybe-uninitialized>)
  if(MUNIMENT_MIMALLOC)
    message(FATAL_ERROR "MUNIMENT_SANITIZE needs MUNIMENT_MIMALLOC=OFF: both replace malloc")
  endif()
endif()
# The code under test reports its branches to libFuzzer, which only the targets themselves link (tests/fuzz).
if(MUNIMENT_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

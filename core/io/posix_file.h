// SPDX-License-Identifier: GPL-3.0-or-later
// An open descriptor as a File.
#pragma once

#include <memory>

#include "core/io/file_system.h"

namespace muniment::io {

// Takes the descriptor over and closes it in the end. The path is for error texts only.
std::unique_ptr<File> file_of_descriptor(int fd, const Path& path);

}  // namespace muniment::io

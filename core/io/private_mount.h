// SPDX-License-Identifier: GPL-3.0-or-later
// A tmpfs that only this process (and its children) can see.
#pragma once

#include "core/io/file_system.h"

namespace muniment::io {

// Moves the process into a mount namespace of its own and mounts a tmpfs on `directory` there; root needs no more,
// others get a user namespace with it, in which they keep their user and group. Everything else looks as before.
// All or nothing: it is tried in a child first, so false means that nothing has changed. Only while single-threaded.
bool mount_private_tmpfs(const Path& directory);

// Takes the tmpfs away again; what is open in it stays usable until it is closed.
void unmount_private_tmpfs(const Path& directory);

}  // namespace muniment::io

// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/: the archive's report in the words of verify_job.h, without the derived files.
#pragma once

#include "archive/verify.h"
#include "pipeline/verify_job.h"

namespace muniment::pipeline {

VerifyAnswer answer_of(archive::VerifyReport report);  // with its verdict

}  // namespace muniment::pipeline

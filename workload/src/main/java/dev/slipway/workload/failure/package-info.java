/** Why a process ended, and where the operator reads it. */
@NullMarked
package dev.slipway.workload.failure;

import org.jspecify.annotations.NullMarked;

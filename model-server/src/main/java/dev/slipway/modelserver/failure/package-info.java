/** Why a process of this image ended. */
@NullMarked
package dev.slipway.modelserver.failure;

import org.jspecify.annotations.NullMarked;

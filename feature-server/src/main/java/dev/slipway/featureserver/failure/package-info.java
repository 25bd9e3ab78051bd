/** Why a process of this image ended. */
@NullMarked
package dev.slipway.featureserver.failure;

import org.jspecify.annotations.NullMarked;

/** Why a process ended: a reason of a closed enum and one sentence, written to the termination log. */
@NullMarked
package dev.slipway.featureserver.failure;

import org.jspecify.annotations.NullMarked;

/** Why the job ends without a result, in the words that the operator copies. */
@NullMarked
package dev.slipway.driftjob.failure;

import org.jspecify.annotations.NullMarked;

/** One run: configuration, one pass over reference and current, verdicts, outputs. */
@NullMarked
package dev.slipway.driftjob.run;

import org.jspecify.annotations.NullMarked;

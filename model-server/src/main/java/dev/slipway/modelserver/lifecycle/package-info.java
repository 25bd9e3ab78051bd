/** Start, warm-up, status, drain: from the process's first instruction to its last. */
@NullMarked
package dev.slipway.modelserver.lifecycle;

import org.jspecify.annotations.NullMarked;

/** Pure: condition types, reasons, verdicts, and how they become conditions. */
@NullMarked
package dev.slipway.operator.status;

import org.jspecify.annotations.NullMarked;

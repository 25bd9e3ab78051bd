/** Probes of the operator itself. */
@NullMarked
package dev.slipway.operator.health;

import org.jspecify.annotations.NullMarked;

/** Clients that count every request which did not get the right answer. */
@NullMarked
package dev.slipway.e2e.load;

import org.jspecify.annotations.NullMarked;

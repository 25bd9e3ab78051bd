/** What the operator may do, against what it did. */
@NullMarked
package dev.slipway.e2e.audit;

import org.jspecify.annotations.NullMarked;

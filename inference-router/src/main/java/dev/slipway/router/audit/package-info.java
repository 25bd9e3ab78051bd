/** Who asked what, what answered, and why: a chain of records that shows when one is missing or changed. */
@NullMarked
package dev.slipway.router.audit;

import org.jspecify.annotations.NullMarked;

/** What clients of a feature server have in common: Feast's protocol of online reads. Pure. */
@NullMarked
package dev.slipway.workload.features;

import org.jspecify.annotations.NullMarked;

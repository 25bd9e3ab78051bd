/** The feature server: online reads, push and materialisation in Feast's protocols. {@link dev.slipway.featureserver.Main} is the entry. */
@NullMarked
package dev.slipway.featureserver;

import org.jspecify.annotations.NullMarked;

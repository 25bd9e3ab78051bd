/** Facts, read from caches into immutable records. Nothing here decides. */
@NullMarked
package dev.slipway.operator.modeldeployment.observe;

import org.jspecify.annotations.NullMarked;

/** JSON text. */
@NullMarked
package dev.slipway.featureserver.json;

import org.jspecify.annotations.NullMarked;

/** JSON to tensors and back, streaming, without boxing an element. */
@NullMarked
package dev.slipway.modelserver.json;

import org.jspecify.annotations.NullMarked;

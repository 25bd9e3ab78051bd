/** The model server: one ONNX model behind the V1 and V2 protocols. {@link dev.slipway.modelserver.Main} is the entry. */
@NullMarked
package dev.slipway.modelserver;

import org.jspecify.annotations.NullMarked;

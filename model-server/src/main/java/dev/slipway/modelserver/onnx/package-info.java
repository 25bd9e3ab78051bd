/** The model: what its file says, the ONNX Runtime session, tensors in and out. */
@NullMarked
package dev.slipway.modelserver.onnx;

import org.jspecify.annotations.NullMarked;

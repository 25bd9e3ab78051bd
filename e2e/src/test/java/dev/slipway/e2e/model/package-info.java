/** Model files, the answers that ONNX Runtime gives for them, and a store that misbehaves on demand. */
@NullMarked
package dev.slipway.e2e.model;

import org.jspecify.annotations.NullMarked;

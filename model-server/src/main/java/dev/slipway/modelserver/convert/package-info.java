/** XGBoost and LightGBM models into ONNX: bytes in, bytes out, without files, clock or runtime. */
@NullMarked
package dev.slipway.modelserver.convert;

import org.jspecify.annotations.NullMarked;

/** The Open Inference Protocol over gRPC: HTTP/2 on Netty, an own codec for inference, generated messages for the rest. */
@NullMarked
package dev.slipway.modelserver.grpc;

import org.jspecify.annotations.NullMarked;

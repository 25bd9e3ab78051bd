/**
 * gRPC over HTTP/2 on Netty: connections, calls, messages, health and reflection. What a process serves are its own
 * {@link dev.slipway.workload.grpc.Methods}.
 */
@NullMarked
package dev.slipway.workload.grpc;

import org.jspecify.annotations.NullMarked;

/** Secrets as the kubelet mounts them. */
@NullMarked
package dev.slipway.workload.secret;

import org.jspecify.annotations.NullMarked;

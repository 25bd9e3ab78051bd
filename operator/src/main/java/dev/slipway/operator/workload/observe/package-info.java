/** What a pod and the nodes are seen to be. */
@NullMarked
package dev.slipway.operator.workload.observe;

import org.jspecify.annotations.NullMarked;

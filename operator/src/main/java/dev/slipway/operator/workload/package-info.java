/** What the workloads of all kinds have in common. */
@NullMarked
package dev.slipway.operator.workload;

import org.jspecify.annotations.NullMarked;

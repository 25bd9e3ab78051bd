/** Which configuration the processes of a workload say is in force. */
@NullMarked
package dev.slipway.operator.acknowledgement;

import org.jspecify.annotations.NullMarked;

/** Sockets that find out when there is nobody at their other end. */
@NullMarked
package dev.slipway.workload.socket;

import org.jspecify.annotations.NullMarked;

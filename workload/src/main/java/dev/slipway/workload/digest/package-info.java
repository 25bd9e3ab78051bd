/** SHA-256 of bytes and files. */
@NullMarked
package dev.slipway.workload.digest;

import org.jspecify.annotations.NullMarked;

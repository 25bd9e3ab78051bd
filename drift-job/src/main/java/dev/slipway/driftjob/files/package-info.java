/** Files by address: local paths, S3 and HTTP, read whole or in ranges. */
@NullMarked
package dev.slipway.driftjob.files;

import org.jspecify.annotations.NullMarked;

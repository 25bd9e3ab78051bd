/** Small JSON documents, read strictly. */
@NullMarked
package dev.slipway.driftjob.json;

import org.jspecify.annotations.NullMarked;

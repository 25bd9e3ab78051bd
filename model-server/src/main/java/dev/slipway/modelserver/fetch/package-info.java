/** The role that brings the model file into the pod: sources, digest, credentials, reporting. */
@NullMarked
package dev.slipway.modelserver.fetch;

import org.jspecify.annotations.NullMarked;

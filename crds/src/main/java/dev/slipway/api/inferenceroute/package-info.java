/** InferenceRoute: who gets which model, and what happens when it fails. */
@NullMarked
package dev.slipway.api.inferenceroute;

import org.jspecify.annotations.NullMarked;

/** Stores and data that {@code --dev} brings along, so that one command answers a request. */
@NullMarked
package dev.slipway.featureserver.demo;

import org.jspecify.annotations.NullMarked;

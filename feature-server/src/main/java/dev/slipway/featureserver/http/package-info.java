/** Feast's HTTP protocol. */
@NullMarked
package dev.slipway.featureserver.http;

import org.jspecify.annotations.NullMarked;

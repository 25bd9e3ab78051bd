/** The API group {@code slipway.dev}, version {@code v1alpha1}: what a platform engineer writes and reads. */
@NullMarked
package dev.slipway.api;

import org.jspecify.annotations.NullMarked;

/** What a user sees, on a real Kubernetes: one class for each promise. They need Slipway installed from its charts. */
@NullMarked
package dev.slipway.e2e;

import org.jspecify.annotations.NullMarked;

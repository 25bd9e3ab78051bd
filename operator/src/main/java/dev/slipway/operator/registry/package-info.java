/** MLflow, polled beside the reconcile: which version an alias names now. The only package that speaks to a registry. */
@NullMarked
package dev.slipway.operator.registry;

import org.jspecify.annotations.NullMarked;

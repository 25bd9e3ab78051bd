/** The only package that talks to Kubernetes: informers, server-side apply, status, events. It isolates the framework. */
@NullMarked
package dev.slipway.operator.kube;

import org.jspecify.annotations.NullMarked;

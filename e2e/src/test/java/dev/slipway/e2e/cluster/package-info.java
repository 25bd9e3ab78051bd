/** The cluster as a user reaches it: kubectl, helm, namespaces, and a record of everything that happened. */
@NullMarked
package dev.slipway.e2e.cluster;

import org.jspecify.annotations.NullMarked;

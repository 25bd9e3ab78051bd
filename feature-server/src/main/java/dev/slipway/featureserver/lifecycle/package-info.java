/** Roles of the process, its start, status and end. */
@NullMarked
package dev.slipway.featureserver.lifecycle;

import org.jspecify.annotations.NullMarked;

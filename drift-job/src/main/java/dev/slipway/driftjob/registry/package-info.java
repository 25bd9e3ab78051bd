/** Decisions of the gate in MLflow: aliases that move, tags that say why. */
@NullMarked
package dev.slipway.driftjob.registry;

import org.jspecify.annotations.NullMarked;

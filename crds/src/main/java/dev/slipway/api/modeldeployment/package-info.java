/** ModelDeployment: one model, served. */
@NullMarked
package dev.slipway.api.modeldeployment;

import org.jspecify.annotations.NullMarked;

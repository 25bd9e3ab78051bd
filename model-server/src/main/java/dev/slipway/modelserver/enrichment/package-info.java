/** Requests that name an entity: its features come from a feature server before the model runs. */
@NullMarked
package dev.slipway.modelserver.enrichment;

import org.jspecify.annotations.NullMarked;

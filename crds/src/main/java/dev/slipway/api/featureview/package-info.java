/** FeatureView: one table of features, offline in PostgreSQL, online in Redis. */
@NullMarked
package dev.slipway.api.featureview;

import org.jspecify.annotations.NullMarked;

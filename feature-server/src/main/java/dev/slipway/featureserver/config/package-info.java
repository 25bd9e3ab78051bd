/** The configuration document: views, services and stores, read strictly. */
@NullMarked
package dev.slipway.featureserver.config;

import org.jspecify.annotations.NullMarked;

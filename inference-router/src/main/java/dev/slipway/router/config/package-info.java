/** The configuration document: one route with everything resolved. */
@NullMarked
package dev.slipway.router.config;

import org.jspecify.annotations.NullMarked;

/** JSON to values, without loss or not at all: what requests bring and what a configuration says. */
@NullMarked
package dev.slipway.featureserver.cells;

import org.jspecify.annotations.NullMarked;

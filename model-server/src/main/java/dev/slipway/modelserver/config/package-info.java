/** The configuration file: strict reading, every default, every range. */
@NullMarked
package dev.slipway.modelserver.config;

import org.jspecify.annotations.NullMarked;

/** What an installation decides for all objects. */
@NullMarked
package dev.slipway.operator.config;

import org.jspecify.annotations.NullMarked;

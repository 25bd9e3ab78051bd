@NullMarked
package dev.slipway.modelserver;

import org.jspecify.annotations.NullMarked;

/** What several kinds share: references, resources, conditions, formats. */
@NullMarked
package dev.slipway.api.common;

import org.jspecify.annotations.NullMarked;

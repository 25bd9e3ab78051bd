/** JSON bodies where a policy has to look into them. */
@NullMarked
package dev.slipway.router.json;

import org.jspecify.annotations.NullMarked;

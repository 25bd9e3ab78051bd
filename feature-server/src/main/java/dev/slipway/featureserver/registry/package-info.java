/** The definitions as a registry file that Feast's SDK and command line read. */
@NullMarked
package dev.slipway.featureserver.registry;

import org.jspecify.annotations.NullMarked;

/** The configuration document, read strictly: what cannot be used is named by its JSON path and its value. */
@NullMarked
package dev.slipway.workload.config;

import org.jspecify.annotations.NullMarked;

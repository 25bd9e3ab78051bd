/** The drift job: compares the data that a model sees with the data it was made for. */
@NullMarked
package dev.slipway.driftjob;

import org.jspecify.annotations.NullMarked;

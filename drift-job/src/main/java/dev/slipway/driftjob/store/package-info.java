/** Named files in a directory, a bucket or a table: what a run remembers, and its reports. */
@NullMarked
package dev.slipway.driftjob.store;

import org.jspecify.annotations.NullMarked;

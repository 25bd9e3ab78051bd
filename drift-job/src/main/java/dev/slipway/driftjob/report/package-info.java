/** What people and programs read of a run: JSON, one HTML page, a summary. */
@NullMarked
package dev.slipway.driftjob.report;

import org.jspecify.annotations.NullMarked;

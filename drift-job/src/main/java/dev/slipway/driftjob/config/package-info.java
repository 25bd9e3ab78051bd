/** What a run or an evaluation is to do, read strictly from JSON. */
@NullMarked
package dev.slipway.driftjob.config;

import org.jspecify.annotations.NullMarked;

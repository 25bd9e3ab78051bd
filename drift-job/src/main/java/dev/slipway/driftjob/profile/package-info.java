/** What a column looks like, in constant memory: counts between frozen edges, levels, moments. Merges exactly. */
@NullMarked
package dev.slipway.driftjob.profile;

import org.jspecify.annotations.NullMarked;

/** Champion against candidate: paired statistics and the decision with its ledger. Pure. */
@NullMarked
package dev.slipway.driftjob.gate;

import org.jspecify.annotations.NullMarked;

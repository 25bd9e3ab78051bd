/** What MLflow is asked in tests, and a server that plays whatever a test wants. */
@NullMarked
package dev.slipway.driftjob.service;

import org.jspecify.annotations.NullMarked;

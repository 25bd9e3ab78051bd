/** Trainings that others do: DAGs of Airflow, and receivers by HTTP. */
@NullMarked
package dev.slipway.driftjob.retrain;

import org.jspecify.annotations.NullMarked;

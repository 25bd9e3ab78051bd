/** Files of models at their sources: folders, S3, web servers, MLflow; found, and brought onto this machine whole. */
@NullMarked
package dev.slipway.workload.artifact;

import org.jspecify.annotations.NullMarked;

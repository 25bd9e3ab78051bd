/**
 * Files over HTTP, above all objects of an S3 store: signed requests, errors in our words, ranges, lists, uploads. Blocking,
 * since jobs and init containers use it; nothing on a request's path does.
 */
@NullMarked
package dev.slipway.workload.objectstore;

import org.jspecify.annotations.NullMarked;

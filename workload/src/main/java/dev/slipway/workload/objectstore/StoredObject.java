package dev.slipway.workload.objectstore;

/**
 * One version of an object.
 *
 * @param where bucket and key
 * @param bytes its size
 * @param etag what tells its versions apart, quotes included; empty where the store does not say
 */
public record StoredObject(S3Location where, long bytes, String etag) {}

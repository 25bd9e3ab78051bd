package dev.slipway.operator.config;

/**
 * A volume that pods of a node, or of all nodes, share. One of the two places is given; the other is empty.
 *
 * @param hostPath folder of each node
 * @param claim name of a claim, which must exist in each namespace with models
 * @param maxBytes what the cache may hold
 */
public record ModelCache(String hostPath, String claim, long maxBytes) {}

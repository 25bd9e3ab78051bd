package dev.slipway.modelserver.precision;

import dev.slipway.modelserver.precision.proto.ModelProto;

/**
 * A graph after the change.
 *
 * @param model the graph
 * @param nodes how much of it changed
 */
public record Converted(ModelProto model, ChangedNodes nodes) {}

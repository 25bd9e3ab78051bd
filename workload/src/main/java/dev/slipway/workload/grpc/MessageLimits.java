package dev.slipway.workload.grpc;

import dev.slipway.workload.memory.ByteBudget;

/**
 * What the messages of a listener may take.
 *
 * @param maxMessageBytes a longer message is refused
 * @param messages for those of clients that are longer than one frame, or compressed
 * @param answers for long answers until their client has read them
 */
public record MessageLimits(int maxMessageBytes, ByteBudget messages, ByteBudget answers) {
    /** No bounds but for the single message. */
    public static MessageLimits of(int maxMessageBytes) {
        return new MessageLimits(maxMessageBytes, ByteBudget.unbounded(), ByteBudget.unbounded());
    }
}

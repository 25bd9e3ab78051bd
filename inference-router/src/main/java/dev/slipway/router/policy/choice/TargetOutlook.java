package dev.slipway.router.policy.choice;

/**
 * What can be expected of one target for one request.
 *
 * @param usable healthy, reachable, and able to take this request
 * @param predictedNanos when nearly every answer would be there
 * @param cost of one request, in the currency of the document
 */
public record TargetOutlook(boolean usable, double predictedNanos, double cost) {
    /**
     * How long an answer will take: the way, the work with its variation, and more the fuller the target is; a serverless
     * target that has been idle has to start first.
     *
     * @param linkNanos of the heartbeat; 0 where the work's own times hold it already
     * @param utilisation requests in flight by limit
     * @param coldStartNanos 0 for a target that is warm or never cold
     */
    public static double predict(RttEstimate work, double linkNanos, double utilisation, double coldStartNanos) {
        double base = work.known() ? work.cautious() : linkNanos;
        return base * (1 + utilisation) + coldStartNanos;
    }
}

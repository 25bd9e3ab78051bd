package dev.slipway.operator.acknowledgement;

import dev.slipway.operator.model.ObjectName;

/** What inference routers say of themselves. Asking costs no call; somebody else keeps the answer fresh. */
@FunctionalInterface
public interface Routers {
    /** How closely a router is watched once it has the document that it should have. */
    enum Attention {
        /** Not at all. */
        NONE,
        /** For targets of which nobody else tells whether they live. */
        NOW_AND_THEN,
        /** While a rollout is judged. */
        CLOSE
    }

    /**
     * @param route the object that wants to hear of another answer
     * @param address where the router answers on its management port
     * @param wanted hash of the document that it should have
     */
    RouterReport of(ObjectName route, String address, String wanted, Attention attention);
}

package dev.slipway.operator.acknowledgement;

import dev.slipway.operator.model.ObjectName;

/** What processes say of their configuration. Asking costs no call; somebody else keeps the answer fresh. */
@FunctionalInterface
public interface Acknowledgements {
    /**
     * @param asker the object that wants to hear of another answer
     * @param address where the process answers on its management port
     * @param wanted hash of the document that it should have
     */
    Acknowledgement of(ObjectName asker, String address, String wanted);
}

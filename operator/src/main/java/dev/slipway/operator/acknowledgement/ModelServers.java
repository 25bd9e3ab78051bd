package dev.slipway.operator.acknowledgement;

import dev.slipway.operator.model.ObjectName;
import java.util.Optional;

/** What model servers say of themselves. Asking costs no call; somebody else keeps the answer fresh. */
@FunctionalInterface
public interface ModelServers {
    /**
     * @param model the object that wants to hear of another answer
     * @param pod identity of the pod: addresses are given again to others
     * @param address where the server answers on its management port
     */
    Optional<ModelServerReport> of(ObjectName model, String pod, String address);
}

package dev.slipway.operator.inferenceroute;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.inferenceroute.InferenceRoute;
import dev.slipway.operator.acknowledgement.RouterReport;
import dev.slipway.operator.config.InferenceRouterDefaults;
import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.inferenceroute.observe.RouteObserver;
import dev.slipway.operator.modeldeployment.Seen;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;

/** A route and the cluster around it, at a fixed time. */
public final class SeenRoute {
    public static final String IMAGE = "localhost/slipway-inference-router:0.1.0";

    private SeenRoute() {}

    /** Every router says that it has what it should have, and nothing else. */
    public static ObservedRoute of(InferenceRoute route, List<? extends HasMetadata> objects) {
        return of(route, objects, Seen.yaml("{}", JsonNode.class));
    }

    /** @param report what every router says, without a hash where it has the right document */
    public static ObservedRoute of(InferenceRoute route, List<? extends HasMetadata> objects, JsonNode report) {
        var observer = new RouteObserver(
                new InferenceRouterDefaults(IMAGE),
                (asker, address, wanted, attention) -> {
                    var said = (ObjectNode) report.deepCopy();
                    if (!said.has("configHash")) {
                        said.put("configHash", wanted);
                    }
                    return RouterReport.read(said).orElse(RouterReport.UNKNOWN);
                },
                Clock.fixed(Seen.NOW, ZoneOffset.UTC));
        return observer.observe(route, new Seen(objects));
    }

    /** @param spec in YAML's flow form, without its outer braces */
    public static InferenceRoute route(String spec) {
        return Seen.yaml(
                "{metadata: {name: fraud, namespace: shop, uid: u-r, generation: 2}, spec: {" + spec + "}}",
                InferenceRoute.class);
    }
}

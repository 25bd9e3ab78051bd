package dev.slipway.operator.inferenceroute.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.inferenceroute.Target;
import dev.slipway.operator.inferenceroute.observe.ModelFacts;
import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.model.ChildNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One of the targets in the routers' document. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TargetEntry(
        String name,
        @Nullable String kind,
        @Nullable String dns,
        @Nullable Integer port,
        @Nullable Integer grpcPort,
        @Nullable String url,
        @Nullable String model,
        @Nullable String version,
        @Nullable Cost cost,
        @Nullable String heartbeat,
        @Nullable Integer maxConcurrency,
        @Nullable String coldStart,
        @Nullable Tls tls,
        @Nullable String headersDirectory) {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Cost(@Nullable String perRequest, @Nullable String perSecond) {
        static @Nullable Cost of(Target target) {
            var cost = target.cost();
            return cost == null ? null : new Cost(cost.perRequest(), cost.perSecond());
        }
    }

    record Tls(String caFile) {}

    /** The targets of the spec, and the candidate that a ModelDeployment keeps beside its active revision. */
    static List<TargetEntry> all(ObservedRoute observed, Optional<Trial> trial) {
        var entries = new ArrayList<TargetEntry>();
        observed.spec().targets().forEach(target -> entries.add(of(observed, target)));
        trial.filter(Trial::isOfRevision).ifPresent(t -> entries.add(candidate(observed, t)));
        return List.copyOf(entries);
    }

    private static TargetEntry of(ObservedRoute observed, Target target) {
        if (target.modelDeploymentRef() != null) {
            var model = target.modelDeploymentRef().name();
            return inCluster(
                    observed,
                    target,
                    target.name(),
                    model,
                    observed.model(target)
                            .map(ModelFacts::digest)
                            .filter(d -> !d.isEmpty())
                            .orElse(null));
        }
        return entry(
                target,
                target.name(),
                target.serviceRef() == null
                        ? null
                        : address(observed, target.serviceRef().name()),
                target.serviceRef() == null ? null : target.serviceRef().port(),
                null,
                null,
                null);
    }

    private static TargetEntry candidate(ObservedRoute observed, Trial trial) {
        var baseline = observed.spec().targets().stream()
                .filter(target -> target.name().equals(trial.baseline()))
                .findFirst()
                .orElseThrow();
        return inCluster(
                observed,
                baseline,
                trial.candidate(),
                baseline.modelDeploymentRef() == null
                        ? ""
                        : baseline.modelDeploymentRef().name(),
                trial.revision().orElse(null));
    }

    private static TargetEntry inCluster(
            ObservedRoute observed, Target target, String name, String model, @Nullable String version) {
        return entry(
                target,
                name,
                address(observed, ChildNames.target(observed.name(), name)),
                TargetService.HTTP_PORT,
                TargetService.GRPC_PORT,
                model,
                version);
    }

    private static TargetEntry entry(
            Target target,
            String name,
            @Nullable String dns,
            @Nullable Integer port,
            @Nullable Integer grpcPort,
            @Nullable String model,
            @Nullable String version) {
        return new TargetEntry(
                name,
                target.kind() == null ? null : kind(target.kind()),
                dns,
                port,
                grpcPort,
                target.url(),
                model,
                version,
                Cost.of(target),
                target.heartbeat(),
                target.maxConcurrency(),
                target.coldStart(),
                target.tls() == null
                        ? null
                        : new Tls(Mounts.directory(target.tls().caSecretRef()) + "/ca.crt"),
                target.headersFrom() == null
                        ? null
                        : Mounts.directory(target.headersFrom().secretRef()));
    }

    /** What is neither of the edge nor a GPU is a Service like any other to the router. */
    private static String kind(Target.Kind kind) {
        return kind == Target.Kind.CloudCPU ? "Service" : kind.name();
    }

    private static String address(ObservedRoute observed, String service) {
        return service + "." + observed.namespace() + ".svc";
    }
}

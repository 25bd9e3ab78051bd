package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.plan.ReadPlan;
import dev.slipway.workload.grpc.Call;
import dev.slipway.workload.grpc.CallHandler;
import dev.slipway.workload.grpc.GrpcStatus;
import dev.slipway.workload.grpc.HealthMethods;
import dev.slipway.workload.grpc.Methods;
import java.io.IOException;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Feast's services of gRPC: {@code feast.serving.ServingService}, which its Go and Java servers have, and
 * {@code GrpcFeatureServer}, which {@code feast listen} has.
 */
final class GrpcMethods {
    static final String SERVING = "feast.serving.ServingService";
    static final String FEATURE_SERVER = "GrpcFeatureServer";

    private static final int UNKNOWN = 2;

    private final Function<Call, Loop> loops;

    /** The methods, each call on the loop that its connection belongs to. */
    GrpcMethods(Function<Call, Loop> loops) {
        this.loops = loops;
    }

    Methods all(BooleanSupplier ready) {
        Methods methods = new Methods();
        with(methods, SERVING, "GetOnlineFeatures", Reading::new);
        with(methods, SERVING, "GetFeastServingInfo", loop -> new Info());
        with(methods, FEATURE_SERVER, "GetOnlineFeatures", Reading::new);
        with(methods, FEATURE_SERVER, "Push", loop -> new GrpcWrite(loop, true));
        with(methods, FEATURE_SERVER, "WriteToOnlineStore", loop -> new GrpcWrite(loop, false));
        new HealthMethods(Set.of(SERVING, FEATURE_SERVER), ready).addTo(methods);
        return methods;
    }

    private void with(Methods methods, String service, String method, Function<Loop, GrpcCall.Answering> answering) {
        methods.with(service, method, call -> handler(call, service + "/" + method, answering));
    }

    private CallHandler handler(Call call, String name, Function<Loop, GrpcCall.Answering> answering) {
        Loop loop = loops.apply(call);
        return new GrpcCall(loop, call, name, answering.apply(loop));
    }

    /** GetOnlineFeatures. */
    private record Reading(Loop loop) implements GrpcCall.Answering {
        @Override
        public void answer(GrpcCall call, byte[] message) throws RequestException {
            OnlineRequest request = OnlineRequest.read(message);
            ReadPlan known = loop.known(request.planName());
            ReadPlan plan = known != null
                    ? known
                    : GetOnlineFeatures.compile(
                            loop, request.planName(), request.service(), request.features(), request.fullNames());
            EntityRows entities = entities(request, plan);
            new OnlineRead(loop, plan, entities, call.startNanos(), new OnlineRead.Listener() {
                        @Override
                        public void read(OnlineRead done, long now) {
                            ByteSink out = loop.body();
                            loop.grpcAnswer().write(out, plan, entities, done.groups(), now, request.versions());
                            call.answer(out);
                        }

                        @Override
                        public void failed(RequestException why) {
                            call.fail(why);
                        }
                    })
                    .start();
        }

        private EntityRows entities(OnlineRequest request, ReadPlan plan) throws RequestException {
            byte[] json = request.entitiesJson();
            int most = loop.catalog().config().limits().maxEntities();
            try {
                return EntityRows.read(json, 0, json.length, plan, most);
            } catch (IOException e) {
                throw RequestException.ours(400, RequestFields.sentence(e));
            }
        }

        /** Feast's server looks for the service itself; all else goes past it to gRPC's own handler. */
        @Override
        public GrpcStatus compatible(RequestException why) {
            boolean service = why.feastWords().startsWith("Feature service ");
            return service
                    ? new GrpcStatus(GrpcStatus.INTERNAL, why.feastWords())
                    : new GrpcStatus(UNKNOWN, "Exception calling application: " + why.feastWords());
        }
    }

    /** GetFeastServingInfo. */
    private static final class Info implements GrpcCall.Answering {
        @Override
        public void answer(GrpcCall call, byte[] message) {
            String version = GrpcMethods.class.getPackage().getImplementationVersion();
            ByteSink out = new ByteSink(32);
            out.utf8(version == null ? "development" : version);
            out.wrap(0, 1);
            call.answer(out);
        }

        @Override
        public GrpcStatus compatible(RequestException why) {
            return new GrpcStatus(GrpcStatus.INTERNAL, why.feastWords());
        }
    }
}

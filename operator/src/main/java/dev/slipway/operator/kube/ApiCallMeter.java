package dev.slipway.operator.kube;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts calls of the API server by method, watches included. At rest nothing but the Lease and new watches counts. */
public final class ApiCallMeter implements Interceptor {
    private final MeterRegistry registry;

    public ApiCallMeter(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        registry.counter("slipway.api.calls", "method", request.method()).increment();
    }
}

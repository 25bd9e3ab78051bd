package dev.slipway.featureserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Feast's services of gRPC with grpcio and the protos of the real Feast from PyPI. */
@Timeout(300)
class GrpcServicesTest {
    private static final String ID = "\"entities\":[{\"name\":\"id\",\"type\":\"INT64\"}";
    private static final String VIEWS = "\"views\":[{\"name\":\"m\",\"ttl\":\"1h\",\"push\":{\"name\":\"pushed\"}," + ID
            + "],\"features\":[{\"name\":\"n\",\"type\":\"INT64\"},{\"name\":\"x\",\"type\":\"DOUBLE\"},"
            + "{\"name\":\"s\",\"type\":\"STRING\"},{\"name\":\"l\",\"type\":\"INT64_LIST\"},{\"name\":\"t\",\"type\":\"UNIX_TIMESTAMP\"}]},"
            + "{\"name\":\"p\",\"layout\":\"Packed\"," + ID + "],\"features\":[{\"name\":\"n\",\"type\":\"INT64\"}]},"
            + "{\"name\":\"c\"," + ID
            + ",{\"name\":\"who\",\"type\":\"STRING\"}],\"features\":[{\"name\":\"n\",\"type\":\"INT64\"}]}],"
            + "\"services\":[{\"name\":\"svc\",\"features\":[\"m:n\",\"m:x\"]}]";

    @Test
    void every_status_and_every_mistake_is_told_over_gRPC_as_over_HTTP_for_one_row_and_for_many() throws Exception {
        try (FeatureServerFixture server = new FeatureServerFixture(VIEWS)) {
            String output = Python.withFeast("grpc_services.py", server.redisPort(), server.port(), server.grpcPort());
            assertThat(output).endsWith("all well\n").doesNotContain("DIFFERENT");
        }
    }
}

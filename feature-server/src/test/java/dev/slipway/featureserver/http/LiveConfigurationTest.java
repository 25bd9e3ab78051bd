package dev.slipway.featureserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A configuration is exchanged while requests are under way: none of them fails, and none mixes two of them. */
@Timeout(60)
class LiveConfigurationTest {
    private static final int CLIENTS = 4;
    private static final int CHANGES = 200;
    private static final String ASK = "{'feature_service':'svc','entities':{'id':[1,2]}}";

    @Test
    void two_hundred_changes_under_load_fail_no_request_and_every_answer_is_of_one_configuration() throws Exception {
        try (FeatureServerFixture server = new FeatureServerFixture(views(true));
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            server.post(
                    "/push",
                    "{'push_source_name':'m','df':{'id':[1],'n':[7],'x':[0.5],'event_timestamp':['2026-01-02']}}");
            AtomicBoolean over = new AtomicBoolean();
            List<Future<Integer>> answered = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                answered.add(clients.submit(client(server, over)));
            }
            for (int change = 0; change < CHANGES; change++) {
                server.configure(views(change % 2 == 1));
                Thread.sleep(5);
            }
            over.set(true);
            for (Future<Integer> one : answered) {
                assertThat(one.get()).as("requests of a client").isPositive();
            }
            server.configure(views(false));
            assertThat(server.post("/get-online-features", ASK).body()).contains("[\"id\",\"n\"]");
        }
    }

    private static Callable<Integer> client(FeatureServerFixture server, AtomicBoolean over) {
        return () -> {
            int requests = 0;
            while (!over.get()) {
                HttpResponse<String> answer = server.post("/get-online-features", ASK);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                boolean wide = answer.body().contains("[\"id\",\"n\",\"x\"]");
                assertThat(answer.body())
                        .contains(wide ? "\"values\":[0.5,null]" : "[\"id\",\"n\"]", "\"values\":[7,null]");
                requests++;
            }
            return requests;
        };
    }

    private static String views(boolean wide) {
        return ("'views':[{'name':'m','push':{},'entities':[{'name':'id','type':'INT64'}],'features':[{'name':'n','type':'INT64'},"
                        + "{'name':'x','type':'DOUBLE'}]}],'services':[{'name':'svc','features':['m:n'"
                        + (wide ? ",'m:x'" : "") + "]}]")
                .replace('\'', '"');
    }
}

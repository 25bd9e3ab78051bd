package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.config.ModelServerConfig.Limits;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class V1ProtocolTest {
    private static final Map<String, ServerFixture> SERVERS = new ConcurrentHashMap<>();

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(ServerFixture::close);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "int64 | {\"instances\":[[1,2],[3,4]]} | [[2,3],[4,5]]",
                "int64 | {\"inputs\":[[1,2],[3,4]]} | [[2,3],[4,5]]",
                "int64 | {\"inputs\":{\"x\":[[1,2]]}} | [[2,3]]",
                "dynamic | {\"signature_name\":\"s\",\"instances\":[{\"x\":[1,2]}]} | [3.0]",
                "int64 | {\"instances\":[{\"b\":2,\"a\":1},{\"a\":3,\"b\":4}]} | [[2,3],[4,5]]",
                "multi_input | {\"instances\":[{\"age\":20,\"income\":1.5},{\"income\":[2],\"age\":[3]}]} | mixed",
                "multi_input | {\"instances\":[{\"age\":20,\"income\":1.5},{\"income\":2,\"age\":3}]} |"
                        + " [{\"score\":[21.5],\"adult\":[true]},{\"score\":[5.0],\"adult\":[false]}]",
                "multi_input | {\"inputs\":{\"income\":[[1.5]],\"age\":[[20]]}} | [{\"score\":[21.5],\"adult\":[true]}]",
                "strings | {\"instances\":[\"Oslo\",\"Åre\"]} |"
                        + " [{\"echo\":[\"Oslo\"],\"code\":[1]},{\"echo\":[\"Åre\"],\"code\":[-1]}]",
                "dynamic | {\"instances\":[[1,2,3],[4,5,6]]} | [6.0,15.0]",
                "scalar | {\"inputs\":[1]} | shape",
            })
    void aRequestIsAnsweredWithPredictions(String model, String body, String expected) throws Exception {
        HttpResponse<String> response = server(model).post("/v1/models/" + model + ":predict", body);

        if (expected.equals("mixed") || expected.equals("shape")) {
            assertThat(response.statusCode()).isEqualTo(400);
        } else {
            assertThat(response.body()).isEqualTo("{\"predictions\":" + expected + "}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "int64 | {} | either 'instances' or 'inputs'",
                "int64 | {\"instances\":[[1,2]],\"inputs\":[[1,2]]} | given twice",
                "int64 | {\"instances\":[]} | is empty",
                "int64 | {\"instances\":{}} | 'instances' is an object",
                "int64 | {\"instances\":[[1,2],[3]]} | ragged",
                "int64 | {\"instances\":[[1,2,3]]} | shape [1, 3]; it must be [-1, 2]",
                "int64 | {\"instances\":[{\"a\":1,\"c\":2}]} | unknown column 'c'; the columns are a, b",
                "int64 | {\"instances\":[{\"a\":1}]} | no value for the column 'b'",
                "int64 | {\"instances\":[{\"a\":1,\"a\":1}]} | 'a' is given twice",
                "int64 | {\"instances\":[{\"a\":1,\"b\":2},[1,2]]} | 'instances[1]' is a list",
                "multi_input | {\"instances\":[[1,2]]} | 2 inputs; 'instances' must hold objects with the keys age, income",
                "multi_input | {\"instances\":[{\"age\":1}]} | Row 0 has no value for the input 'income'",
                "multi_input | {\"instances\":[{\"age\":1,\"city\":1}]} | no input 'city'",
                "strings | {\"instances\":[7]} | element 0 is 7; BYTES takes strings",
                "gather | {\"instances\":[0,7]} | cannot run on this input",
            })
    void aWrongRequestGetsOneSentence(String model, String body, String message) throws Exception {
        HttpResponse<String> response = server(model).post("/v1/models/" + model + ":predict", body);

        assertThat(response.body()).contains(message);
        assertThat(response.statusCode()).isEqualTo(400);
    }

    private static ServerFixture server(String model) {
        return SERVERS.computeIfAbsent(model, name -> {
            try {
                List<String> columns = name.equals("int64") ? List.of("a", "b") : List.of();
                return ServerFixture.of(name, columns, Limits.DEFAULT);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}

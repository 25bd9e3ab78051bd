package dev.slipway.featureserver.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.plan.Catalog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LiveConfigTest {
    @TempDir
    private Path folder;

    @Test
    void a_file_that_is_exchanged_while_the_server_starts_is_not_missed() throws Exception {
        Path file = folder.resolve("feature-server.json");
        Catalog before = new Catalog(ConfigFile.parse(document("before")));
        Files.write(file, document("after"));

        LiveConfig config = new LiveConfig(file, before);
        assertThat(config.get().hash()).isEqualTo(before.hash());
        config.look();

        assertThat(config.get().hash())
                .isEqualTo(ConfigFile.parse(document("after")).hash());
        assertThat(config.refused()).isEmpty();
    }

    @Test
    void a_refused_document_is_told_until_the_one_in_force_is_back() throws Exception {
        Path file = folder.resolve("feature-server.json");
        Files.write(file, document("good"));
        LiveConfig config = new LiveConfig(file);

        Files.writeString(file, "{");
        config.look();
        assertThat(config.refused()).isNotEmpty();

        Files.write(file, document("good"));
        config.look();
        assertThat(config.refused()).isEmpty();
    }

    private static byte[] document(String view) {
        return "{'redis':{'addresses':['127.0.0.1:6379']},'views':[{'name':'%s','push':{},'entities':[{'name':'id','type':'INT64'}],'features':[{'name':'n','type':'INT64'}]}]}"
                .formatted(view)
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8);
    }
}
